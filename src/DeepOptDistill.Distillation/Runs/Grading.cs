using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Data.Targets.Mixing;
using MathNet.Numerics.Statistics;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Fills the scores of a model in, as the task of the test set has them.</summary>
internal static class Grading
{
    /// <summary>What one model's answers say: distributions over classes, probabilities of labels, or values.</summary>
    public static float[] Opinions(float[] answers, SampleSet test) => Alone(test).Opinions([answers], test);

    /// <summary>One model with its scores.</summary>
    /// <param name="model">The model.</param>
    /// <param name="answers">Samples × classes, labels or values, as the network gives them.</param>
    /// <param name="test">The samples.</param>
    public static ModelRecord Of(ModelRecord model, float[] answers, SampleSet test) => Of(model, Alone(test), [answers], test);

    /// <summary>An ensemble with its scores, by the rules that one model is scored by.</summary>
    /// <param name="model">The ensemble.</param>
    /// <param name="mixture">How it is mixed.</param>
    /// <param name="answers">For each teacher samples × classes, labels or values.</param>
    /// <param name="test">The samples.</param>
    public static ModelRecord Of(ModelRecord model, Mixture mixture, IReadOnlyList<float[]> answers, SampleSet test)
    {
        var opinions = mixture.Opinions(answers, test);
        return (
            test.Task switch
            {
                TaskKind.Labels => OfLabels(model, LabelScore.Of(opinions, test.Truths!, test.Classes), test.Count),
                TaskKind.Values => OfValues(model, opinions, test),
                _ => OfClasses(model, new Judgement(opinions, test.Labels), test.Count),
            }
        ) with
        {
            NegativeLogLikelihood = mixture.Surprise(answers, test),
        };
    }

    /// <summary>Copies of one network as one model: the mean of every score.</summary>
    /// <param name="copies">One a seed.</param>
    /// <param name="test">Samples of the test set.</param>
    public static ModelRecord Mean(IReadOnlyList<ModelRecord> copies, int test)
    {
        double? Of(Func<ModelRecord, double?> score) => copies.Average(score);
        double? Spread(Func<ModelRecord, double?> score) =>
            copies.Count > 1 && score(copies[0]) is not null ? copies.Select(copy => score(copy)!.Value).StandardDeviation() : null;
        var accuracy = Of(copy => copy.Accuracy);
        var bySamples = accuracy is { } share ? Proportion.Wilson95(share, test) : ((double Low, double High)?)null;
        var interval = bySamples is not var (low, high)
            ? ((double Low, double High)?)null
            : PairedQuality.WithSeeds([.. copies.Select(copy => copy.Accuracy!.Value)], low, high);
        var explained = copies[0].RSquared is null
            ? ((double Low, double High)?)null
            : PairedQuality.WithSeeds(
                [.. copies.Select(copy => copy.RSquared!.Value)],
                copies.Average(copy => copy.RSquaredLow!.Value),
                copies.Average(copy => copy.RSquaredHigh!.Value)
            );
        return copies[0] with
        {
            Accuracy = accuracy,
            AccuracyLow = interval is { } ends ? Math.Max(0, ends.Low) : null,
            AccuracyHigh = interval is { } bounds ? Math.Min(1, bounds.High) : null,
            AccuracyDeviation = Spread(copy => copy.Accuracy),
            RSquared = Of(copy => copy.RSquared),
            RSquaredLow = explained?.Low,
            RSquaredHigh = explained is { } range ? Math.Min(1, range.High) : null,
            RSquaredDeviation = Spread(copy => copy.RSquared),
            MeanAveragePrecision = Of(copy => copy.MeanAveragePrecision),
            MicroF1 = Of(copy => copy.MicroF1),
            NegativeLogLikelihood = Of(copy => copy.NegativeLogLikelihood),
            CalibrationError = Of(copy => copy.CalibrationError),
            Agreement = Of(copy => copy.Agreement),
            Outputs = copies[0].Outputs is null
                ? null
                : [.. copies[0].Outputs!.Select((_, d) => Mean([.. copies.Select(copy => copy.Outputs![d])]))],
        };
    }

    /// <summary>
    /// How far two models say the same: of classes the share of samples, of labels the share of single decisions; of values the share of
    /// the second's variance that the first explains.
    /// </summary>
    /// <param name="opinions">Of the one.</param>
    /// <param name="others">Of the other.</param>
    /// <param name="test">The samples.</param>
    public static double Agreement(float[] opinions, float[] others, SampleSet test) =>
        test.Task switch
        {
            TaskKind.Labels => opinions.Zip(others, (a, b) => a >= 0.5f == b >= 0.5f).Count(alike => alike) / (double)opinions.Length,
            TaskKind.Values => ValueScore.Of(opinions, new Truths(TaskKind.Values, others, test.Classes.Count), test.Classes).RSquared,
            _ => 1 - new Agreement(new LabelledAnswers([opinions, others], test)).Disagreement(0, 1),
        };

    private static Mixture Alone(SampleSet test) => new(new MeanProbabilities()) { Task = test.Task };

    private static ModelRecord OfClasses(ModelRecord model, Judgement judged, int count)
    {
        var (low, high) = Proportion.Wilson95(judged.Accuracy, count);
        return model with
        {
            Accuracy = judged.Accuracy,
            AccuracyLow = low,
            AccuracyHigh = high,
            CalibrationError = judged.CalibrationError,
        };
    }

    private static ModelRecord OfLabels(ModelRecord model, LabelScore score, int count)
    {
        var (low, high) = Proportion.Wilson95(score.Exact, count);
        return model with
        {
            Accuracy = score.Exact,
            AccuracyLow = low,
            AccuracyHigh = high,
            MeanAveragePrecision = score.MeanAveragePrecision,
            MicroF1 = score.MicroF1,
            CalibrationError = score.CalibrationError,
            Outputs = score.Outputs,
        };
    }

    private static ModelRecord OfValues(ModelRecord model, float[] values, SampleSet test)
    {
        var score = ValueScore.Of(values, test.Truths!, test.Classes);
        var (low, high) = ValueScore.Interval95(values, test.Truths!);
        return model with { RSquared = score.RSquared, RSquaredLow = low, RSquaredHigh = high, Outputs = score.Outputs };
    }

    private static OutputRecord Mean(IReadOnlyList<OutputRecord> copies) =>
        copies[0] with
        {
            AveragePrecision = copies.Average(copy => copy.AveragePrecision),
            F1 = copies.Average(copy => copy.F1),
            Accuracy = copies.Average(copy => copy.Accuracy),
            RSquared = copies.Average(copy => copy.RSquared),
            RootMeanSquaredError = copies.Average(copy => copy.RootMeanSquaredError),
            MeanAbsoluteError = copies.Average(copy => copy.MeanAbsoluteError),
        };
}
