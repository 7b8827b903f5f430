using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// Networks of numbers that are no pixels: exported = as trained, on rows and on maps; samples of another kind are refused.
/// </summary>
public sealed class RowStudentTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void TheExportedFileAnswersRowsAsTheNetworkDoes(bool standardized, bool whitened)
    {
        using var folder = new TemporaryFolder();
        var rows = Rows(300, new SampleShape(7, 1, 1));
        var spec = Spec(
            new InputSpec
            {
                Shape = [7],
                Mean = standardized ? [3, 1, 0, 0, 2, 1, 5] : [0],
                Deviation = standardized ? [2] : [1],
                Preprocessing = whitened ? [new Standardize { Epsilon = 0 }, new ZcaWhitening()] : [],
            }
        );
        using var network = Network.Build(spec, new Seed(1), spec.Input.Fit(rows));
        var model = OnnxExport.Of(network, new FileNotes { Names = ["a", "b", "c", "d", "e", "f", "g"], Gaps = ["a=0.5", "c=3"] }).Model;
        Assert.Equal((OnnxExport.RowName, 2), (model.Inputs[0].Name, model.Inputs[0].Shape.Count));
        Assert.Contains(model.Proto.MetadataProps, entry => entry is { Key: "deepopt.features", Value: "a\nb\nc\nd\ne\nf\ng" });
        Assert.Contains(model.Proto.MetadataProps, entry => entry is { Key: "deepopt.gaps", Value: "a=0.5\nc=3" });
        Nets.Close(Predictor.Logits(network, rows, rows.Count), Nets.Onnx(model, rows, folder.Path), 2e-5);
    }

    [Fact]
    public void MapsOfNumbersAreTakenAsTheyAre()
    {
        using var folder = new TemporaryFolder();
        var maps = Rows(40, new SampleShape(2, 6, 5));
        var spec = Spec(
            new InputSpec
            {
                Shape = [2, 6, 5],
                Numbers = SampleNumbers.Float32,
                Mean = [1, -1],
                Deviation = [2, 3],
            },
            new Conv { Channels = 4 },
            new ReLU(),
            new Flatten()
        );
        using var network = Network.Build(spec, new Seed(1));
        Nets.Close(Predictor.Logits(network, maps, maps.Count), Nets.Onnx(OnnxExport.Of(network).Model, maps, folder.Path), 2e-5);
    }

    [Theory]
    [InlineData(2, null, "input shape [7, 7]")]
    [InlineData(1, SampleNumbers.Byte, "rows of pixels")]
    public void ShapesThatAreNoSamplesAreRefused(int sizes, SampleNumbers? numbers, string message) =>
        Assert.Contains(
            message,
            Assert
                .Throws<InputException>(() =>
                    Network.Build(Spec(new InputSpec { Shape = [.. Enumerable.Repeat(7, sizes)], Numbers = numbers }), new Seed(1))
                )
                .Message,
            StringComparison.Ordinal
        );

    private static StudentSpec Spec(InputSpec input, params IReadOnlyList<Block> first) =>
        new()
        {
            Name = "rows",
            Input = input,
            Layers = [.. first, new Linear { Features = 12 }, new ReLU(), new Linear { Features = 10 }],
        };

    private static SampleSet Rows(int count, SampleShape shape)
    {
        var random = new Seed(5).Stream();
        var numbers = new float[count * shape.Size];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (float)((random.NextGaussian() * (1 + (i % 7))) + (i % 3));
        return new SampleSet(
            "rows",
            shape with
            {
                Numbers = SampleNumbers.Float32,
            },
            new HeldBytes<float>(numbers, shape.Size),
            [.. Enumerable.Range(0, count).Select(i => i % 10)],
            [.. Enumerable.Range(0, 10).Select(i => $"c{i}")]
        );
    }
}
