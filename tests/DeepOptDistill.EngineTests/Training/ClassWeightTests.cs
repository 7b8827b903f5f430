using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.EngineTests.Distillation;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Cross-entropy with weights of classes: PyTorch's weighted mean, and balanced classes by their counts.</summary>
public class ClassWeightTests
{
    private static readonly float[,] Logits =
    {
        { 1, 2, 0.5f },
        { 0, -1, 1 },
        { 2, 0, 0 },
        { 0.1f, 0.2f, 0.3f },
    };
    private static readonly long[] Labels = [0, 2, 1, 2];

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void TheMeanIsWeighted(double smoothing)
    {
        using var scope = NewDisposeScope();
        double[] weights = [1, 3, 0.5];
        var found = new CrossEntropy { ClassWeights = weights, Smoothing = smoothing }
            .Value(Input(Labels))
            .item<float>();
        // Σ over classes of w_c · share_c · −log p_c, divided by Σ w_label, as torch.nn.CrossEntropyLoss(weight, label_smoothing) does.
        double sum = 0,
            weight = 0;
        for (var n = 0; n < 4; n++)
        {
            var exponents = Enumerable.Range(0, 3).Select(c => Math.Exp(Logits[n, c])).ToArray();
            for (var c = 0; c < 3; c++)
                sum -= weights[c] * ((c == Labels[n] ? 1 - smoothing : 0) + (smoothing / 3)) * Math.Log(exponents[c] / exponents.Sum());
            weight += weights[Labels[n]];
        }
        Assert.Equal(sum / weight, found, 5);
    }

    [Fact]
    public void EqualWeightsChangeNothing()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            new CrossEntropy().Value(Input(Labels)).item<float>(),
            new CrossEntropy { ClassWeights = [2, 2, 2] }
                .Value(Input(Labels))
                .item<float>(),
            6
        );
    }

    [Theory]
    [InlineData("{ class_weights: [1, 2] }", "2 class weights; expected 10")]
    [InlineData("{ class_weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, -1] }", "numbers from 0")]
    [InlineData("{ class_weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 1], balanced: true }", "one of them")]
    public void WeightsThatDoNotFitAreRefused(string options, string said)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<DeepOptDistill.Core.Problems.InputException>(() => Check(folder, options));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BalancedClassesWeighByTheirCountsForStudentAndBaseline()
    {
        using var folder = new TemporaryFolder();
        var recipe = Check(folder, "{ balanced: true }");
        var counts = recipe.Dataset.Train.Labels.CountBy(label => label).ToDictionary(pair => pair.Key, pair => pair.Value);
        double[] expected = [.. Enumerable.Range(0, 10).Select(c => (double)recipe.Dataset.Train.Count / (10 * counts[c]))];
        foreach (var role in new[] { Role.Student, Role.Baseline })
            Assert.Equal(expected, recipe.StagesOf(role)[0].Loss.OfType<CrossEntropy>().Single().ClassWeights);
    }

    private static CheckedRecipe Check(TemporaryFolder folder, string options) =>
        new Distiller(Tiny.Place(folder)).Check(
            Tiny.Write(
                folder,
                Tiny.Recipe.Replace("{ cross-entropy: { weight: 0.1 } }", $"{{ cross-entropy: {options} }}", StringComparison.Ordinal)
            )
        );

    private static LossInput Input(long[] labels) => new(tensor(Logits), tensor(labels), new Dictionary<TargetKey, Tensor>());
}
