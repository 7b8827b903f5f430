using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// Judges what was fitted to labelled answers on answers that it was not fitted to: the samples are dealt into folds, and each fold is
/// mixed by what the others taught.
/// </summary>
/// <remarks>K-fold cross-validation (Stone 1974): without it, the rule with the most freedom would always look best.</remarks>
public static class CrossFit
{
    private const int Folds = 5;

    /// <summary>Distributions of all samples at T = 1, samples × classes; a rule that learns nothing is applied as it is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="calibrate">Whether each teacher's temperature is fitted.</param>
    /// <param name="answers">At least as many samples as folds.</param>
    public static float[] Mixed(MixingRule rule, bool calibrate, LabelledAnswers answers)
    {
        if (!calibrate && !rule.IsFitted)
            return answers.Mixed(rule);
        return Judged(answers, (fitting, judged) => Mixture.Fit(rule, calibrate, fitting).Mixed(judged));
    }

    /// <summary>The mean of the members that a choice on the other folds would take, for all samples.</summary>
    /// <param name="choose">Chooses teachers by their answers to the fitting folds.</param>
    /// <param name="answers">At least as many samples as folds.</param>
    public static float[] Chosen(Func<LabelledAnswers, IReadOnlyList<int>> choose, LabelledAnswers answers) =>
        Judged(
            answers,
            (fitting, judged) => judged.Select(choose(fitting), [.. Enumerable.Range(0, judged.Samples)]).Mixed(new MeanProbabilities())
        );

    private static float[] Judged(LabelledAnswers answers, Func<LabelledAnswers, LabelledAnswers, float[]> mix)
    {
        var (all, mixed) = (Enumerable.Range(0, answers.Teachers).ToList(), new float[answers.Samples * answers.Classes]);
        for (var fold = 0; fold < Folds; fold++)
        {
            var (fitting, judged) = (
                Of(answers, n => n / answers.Together % Folds != fold),
                Of(answers, n => n / answers.Together % Folds == fold)
            );
            var rows = mix(answers.Select(all, fitting), answers.Select(all, judged));
            for (var i = 0; i < judged.Count; i++)
                rows.AsSpan(i * answers.Classes, answers.Classes).CopyTo(mixed.AsSpan(judged[i] * answers.Classes));
        }
        return mixed;
    }

    private static List<int> Of(LabelledAnswers answers, Func<int, bool> holds) => [.. Enumerable.Range(0, answers.Samples).Where(holds)];
}
