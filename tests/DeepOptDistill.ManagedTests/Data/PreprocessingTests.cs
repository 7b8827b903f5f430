using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Whitening and contrast normalization: their laws, and the values of NumPy by <c>scripts/reference/whitening.py</c>.</summary>
public class PreprocessingTests
{
    private static readonly SampleShape Shape = new(2, 3, 3);
    private static readonly JsonElement Reference = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Folder(), "whitening.json")))
        .RootElement;

    public static TheoryData<string> Cases() => ["standardize", "standardize_channel", "gcn", "gcn_deviation", "zca", "gcn_zca", "pca"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void GivesNumPysValues(string name)
    {
        IReadOnlyList<Preprocessing> steps = name switch
        {
            "standardize" => [new Standardize()],
            "standardize_channel" => [new Standardize { Per = Part.Channel }],
            "gcn" => [new GlobalContrastNormalization { Scale = 55 }],
            "gcn_deviation" => [new GlobalContrastNormalization { Bias = 10, UseDeviation = true }],
            "zca" => [new ZcaWhitening()],
            "gcn_zca" => [new GlobalContrastNormalization { Scale = 55 }, new ZcaWhitening()],
            _ => [new PcaWhitening { Components = 4 }],
        };
        var expected = Reference
            .GetProperty(name)
            .EnumerateArray()
            .SelectMany(row => row.EnumerateArray().Select(v => v.GetDouble()))
            .ToList();
        var found = Apply(Fit(steps), Images(), 5);
        Assert.Equal(expected.Count, found.Length);
        // The sign of a component is anybody's choice.
        for (var i = 0; i < found.Length; i++)
            Assert.Equal(expected[i], name == "pca" ? Math.Abs(found[i]) : found[i], 2e-4 * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void ZcaLeavesTheCovarianceThatItsBiasAllows()
    {
        var images = Images();
        var fitted = Fit([new ZcaWhitening { Bias = 0 }]);
        var whitened = Apply(fitted, images, images.Count);
        for (var a = 0; a < Shape.Size; a++)
        for (var b = 0; b < Shape.Size; b++)
            Assert.Equal(
                a == b ? 1 : 0,
                Enumerable.Range(0, images.Count).Average(i => (double)whitened[(i * Shape.Size) + a] * whitened[(i * Shape.Size) + b]),
                1e-3
            );
    }

    /// <summary>
    /// Columns of a table have units of their own: the smallest is standardized as the largest, and one that never varies is 0.
    /// </summary>
    [Fact]
    public void NumbersOfAnyUnitAreStandardizedAlike()
    {
        float[] units = [1e-6f, 1, 1e6f, 0];
        var numbers = Enumerable
            .Range(0, 400)
            .SelectMany(row => units.Select((unit, column) => unit * (1 + (((row * (7 + column)) % 40) / 40f))))
            .ToArray();
        var rows = new SampleSet(
            "rows",
            new SampleShape(4, 1, 1) { Numbers = SampleNumbers.Float32 },
            new HeldBytes<float>(numbers, 4),
            new int[400],
            ["a"]
        );
        var step = (AffineStep)FittedInput.Fit([new Standardize()], rows, (_, value) => (float)value).Steps[0];
        var standardized = step.Apply(numbers, 400);
        for (var column = 0; column < 3; column++)
            Assert.Equal(
                1,
                Enumerable.Range(0, 400).Average(row => (double)standardized[(row * 4) + column] * standardized[(row * 4) + column]),
                1e-3
            );
        Assert.All(Enumerable.Range(0, 400), row => Assert.Equal(0, standardized[(row * 4) + 3]));
        Assert.Contains(
            "the same in all training samples",
            Assert
                .Throws<InputException>(() => FittedInput.Fit([new Standardize { Epsilon = 0 }], rows, (_, value) => (float)value))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ZcaIsSymmetric()
    {
        var matrix = ((MatrixStep)Fit([new ZcaWhitening()]).Steps[0]).Matrix;
        for (var a = 0; a < Shape.Size; a++)
        for (var b = 0; b < a; b++)
            Assert.Equal(matrix[(a * Shape.Size) + b], matrix[(b * Shape.Size) + a], 1e-5f);
    }

    [Fact]
    public void ContrastNormalizationGivesEveryImageItsNorm()
    {
        var values = Apply(Fit([new GlobalContrastNormalization { Scale = 7 }]), Images(), 20);
        for (var i = 0; i < 20; i++)
        {
            var image = values.AsSpan(i * Shape.Size, Shape.Size).ToArray();
            Assert.Equal(0, image.Average(v => (double)v), 1e-5);
            Assert.Equal(7, Math.Sqrt(image.Sum(v => (double)v * v)), 1e-4);
        }
    }

    [Fact]
    public void AnImageWithoutContrastBecomesZero()
    {
        var flat = new SampleSet("flat", Shape, [.. Enumerable.Repeat((byte)90, Shape.Size)], [0], ["a"]);
        Assert.All(Apply(Fit([new GlobalContrastNormalization()]), flat, 1), value => Assert.Equal(0, value, 1e-6f));
    }

    [Fact]
    public void OneImageMoreThanABlockChangesNothingOfTheOthers()
    {
        // Blocks hold 512 images; the covariance of a set is that of its blocks, however they fall.
        var (images, twice) = (Images(), Twice(Images()));
        var (once, doubled) = (FittedInput.Fit([new ZcaWhitening()], images, Value), FittedInput.Fit([new ZcaWhitening()], twice, Value));
        Assert.All(Apply(once, images, 5).Zip(Apply(doubled, images, 5)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void AConstantPixelWithoutBiasIsRefused()
    {
        var pixels = Pixels(Images());
        for (var i = 4; i < pixels.Length; i += Shape.Size)
            pixels[i] = 77;
        var images = new SampleSet("constant", Shape, pixels, new int[pixels.Length / Shape.Size], ["a"]);
        foreach (
            var step in new Preprocessing[]
            {
                new ZcaWhitening { Bias = 0 },
                new PcaWhitening { Components = Shape.Size },
                new Standardize { Epsilon = 0 },
            }
        )
        {
            var problem = Assert.Single(Assert.Throws<InputException>(() => FittedInput.Fit([step], images, Value)).Problems);
            Assert.Contains("above 0", problem.Remedy, StringComparison.Ordinal);
        }
        Assert.All(
            Apply(FittedInput.Fit([new ZcaWhitening(), new Standardize()], images, Value), images, 3),
            value => Assert.True(float.IsFinite(value))
        );
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string test = "") => Path.GetDirectoryName(test)!;

    private static float Value(int channel, double pixel) => (float)(pixel / 255);

    private static FittedInput Fit(IReadOnlyList<Preprocessing> steps) => FittedInput.Fit(steps, Images(), Value);

    private static float[] Apply(FittedInput fitted, SampleSet images, int count) =>
        fitted.Apply([.. Pixels(images).Take(count * Shape.Size).Select(p => Value(0, p))], count);

    private static SampleSet Images()
    {
        byte[] pixels =
        [
            .. Reference.GetProperty("pixels").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(v => v.GetByte())),
        ];
        return new SampleSet("reference", Shape, pixels, new int[pixels.Length / Shape.Size], ["a"]);
    }

    private static byte[] Pixels(SampleSet images) => images.Images(0, images.Count).ToArray();

    private static SampleSet Twice(SampleSet images) =>
        new("twice", Shape, [.. Pixels(images), .. Pixels(images)], new int[2 * images.Count], ["a"]);
}
