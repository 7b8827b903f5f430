using DeepOptDistill.Data.Samples;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Weights of classes by how rare they are among the training samples.</summary>
internal static class BalancedClasses
{
    /// <summary>
    /// The stages with n / (classes · n_class) where a term asks for balanced classes; a class without samples weighs nothing.
    /// </summary>
    /// <param name="stages">Stages of the student.</param>
    /// <param name="train">The training samples.</param>
    public static IReadOnlyList<Stage> Weighted(IReadOnlyList<Stage> stages, SampleSet train) =>
        stages.Any(stage => stage.Loss.Any(IsBalanced)) ? [.. stages.Select(stage => Weighted(stage, WeightsOf(train)))] : stages;

    private static Stage Weighted(Stage stage, IReadOnlyList<double> weights) =>
        stage with
        {
            Loss =
            [
                .. stage.Loss.Select(loss =>
                    loss is CrossEntropy { Balanced: true } term ? term with { Balanced = false, ClassWeights = weights } : loss
                ),
            ],
        };

    private static bool IsBalanced(Loss loss) => loss is CrossEntropy { Balanced: true };

    private static double[] WeightsOf(SampleSet train)
    {
        var counts = train.ClassCounts();
        return [.. counts.Select(count => count == 0 ? 0 : (double)train.Labelled / (counts.Length * count))];
    }
}
