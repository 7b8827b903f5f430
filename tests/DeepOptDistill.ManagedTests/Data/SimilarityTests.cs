using System.Runtime.CompilerServices;
using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Similarity;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Similarity of features: laws of CKA and of ridge regression, and NumPy's values (scripts/reference/similarity.py).</summary>
public sealed class SimilarityTests
{
    private static readonly JsonElement Reference = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Folder(), "similarity.json")))
        .RootElement;

    [Fact]
    public void Cka_of_features_with_themselves_is_one_also_turned_scaled_and_moved()
    {
        var x = Random(60, 7, 1);
        var moved = Times(x, 7, Rotation(7)).Select(v => (3.7f * v) + 11).ToArray();
        Assert.Equal(1, LinearCka.Of(Gram.Of(x, 60), Gram.Of(x, 60)), 1e-12);
        Assert.Equal(1, LinearCka.Of(Gram.Of(x, 60), Gram.Of(moved, 60)), 1e-5);
    }

    [Fact]
    public void Cka_is_symmetric_between_nought_and_one_and_blind_to_rotation_and_scale()
    {
        var (x, y) = (Random(60, 7, 2), Random(60, 30, 3));
        var value = LinearCka.Of(Gram.Of(x, 60), Gram.Of(y, 60));
        Assert.InRange(value, 0.01, 0.99);
        Assert.Equal(value, LinearCka.Of(Gram.Of(y, 60), Gram.Of(x, 60)), 1e-12);
        Assert.Equal(value, LinearCka.Of(Gram.Of([.. Times(x, 7, Rotation(7)).Select(v => 0.01f * v)], 60), Gram.Of(y, 60)), 1e-5);
    }

    [Fact]
    public void Cka_with_a_constant_is_nought() => Assert.Equal(0, LinearCka.Of(Gram.Of(Random(10, 3, 4), 10), Gram.Of(new float[20], 10)));

    [Fact]
    public void Ridge_explains_a_linear_function_wholly_and_noise_not_at_all()
    {
        var x = Random(300, 8, 5);
        var regression = new RidgeRegression(Gram.Of(x, 300), 200);
        Assert.InRange(regression.Score(Gram.Of(Times(x, 8, Random(8, 8, 6)), 300)).RSquared, 0.999, 1 + 1e-9);
        Assert.InRange(regression.Score(Gram.Of(Random(300, 5, 7), 300)).RSquared, -0.1, 0.1);
        Assert.Equal(0, regression.Score(Gram.Of(new float[300], 300)).RSquared);
    }

    [Fact]
    public void Values_are_those_of_NumPy()
    {
        var (samples, fitted) = (Reference.GetProperty("samples").GetInt32(), Reference.GetProperty("fitted").GetInt32());
        foreach (var sample in Reference.GetProperty("cases").EnumerateArray())
        {
            var (x, y) = (Gram.Of(Matrix(sample.GetProperty("x")), samples), Gram.Of(Matrix(sample.GetProperty("y")), samples));
            Assert.Equal(sample.GetProperty("cka").GetDouble(), LinearCka.Of(x, y), 1e-9);
            var score = new RidgeRegression(x, fitted).Score(y);
            Assert.Equal(1, score.Penalty / sample.GetProperty("penalty").GetDouble(), 1e-6);
            Assert.Equal(sample.GetProperty("r_squared").GetDouble(), score.RSquared, 1e-6);
        }
    }

    [Fact]
    public void Pooling_is_that_of_NumPy_and_leaves_small_maps_alone()
    {
        int[] sizes = [.. Numbers(Reference.GetProperty("sizes")).Select(v => (int)v)];
        var pooled = new float[2 * FeaturePooling.CountOf(sizes)];
        FeaturePooling.Pool(Numbers(Reference.GetProperty("maps")), sizes, pooled);
        var expected = Numbers(Reference.GetProperty("pooled"));
        Assert.Equal(expected.Length, pooled.Length);
        Assert.All(expected.Zip(pooled), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        var (small, same) = (Random(2, 48, 8), new float[96]);
        FeaturePooling.Pool(small, [3, 4, 4], same);
        Assert.Equal(small, same);
    }

    private static float[] Random(int rows, int columns, ulong seed)
    {
        var random = new Seed(seed).Stream();
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.NextGaussian();
        return values;
    }

    private static float[] Times(float[] x, int length, float[] matrix) =>
        [
            .. Enumerable
                .Range(0, x.Length)
                .Select(i => Enumerable.Range(0, length).Sum(k => x[(i / length * length) + k] * matrix[(k * length) + (i % length)])),
        ];

    /// <summary>An orthogonal matrix: I − 2vvᵀ/‖v‖².</summary>
    private static float[] Rotation(int length)
    {
        var v = Random(1, length, 9);
        var norm = v.Sum(a => a * a);
        return
        [
            .. Enumerable
                .Range(0, length * length)
                .Select(i => (i / length == i % length ? 1 : 0) - (2 * v[i / length] * v[i % length] / norm)),
        ];
    }

    private static float[] Matrix(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(Numbers)];

    private static float[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetSingle())];

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
