using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Distillation.Finishing;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// What is done with a network behind its last step, and how it then fits the validation split: the network that is exported, with its
/// average, its best epoch's weights and its corrected biases. Runs and searches judge by this one, not by the weights of an epoch.
/// </summary>
/// <param name="Correction">The shift of its last biases; null where none was looked for.</param>
/// <param name="Validation">How it fits the validation split; null without one.</param>
/// <param name="Qualities">Quality of each validation sample.</param>
internal sealed record FinishedNetwork(BiasShift? Correction, Fit? Validation, IReadOnlyList<double> Qualities)
{
    /// <summary>Measures a trained network. Leaves it in inference mode.</summary>
    public static FinishedNetwork Of(Network network, SampleSet validation) =>
        validation.Count == 0 ? new(null, null, []) : Of(Predictor.Logits(network, validation, validation.Count), validation);

    /// <summary>Measures a network by what it says of the validation split, which may be empty.</summary>
    public static FinishedNetwork Of(float[] answers, SampleSet validation) =>
        validation.Count == 0
            ? new(null, null, [])
            : new(null, Fit.Of(answers, validation), SampleQuality.Of(Opinions(answers, validation), validation));

    // The class is told by the logits themselves: probabilities of float32 round.
    private static float[] Opinions(float[] answers, SampleSet set) =>
        set.Task == TaskKind.Classes ? answers : Grading.Opinions(answers, set);
}
