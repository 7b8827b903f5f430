using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Distillation.Doctor;

/// <summary>Ensembles from which teachers were taken out.</summary>
internal static class Without
{
    /// <summary>How well the mean of probabilities of some teachers answers.</summary>
    /// <param name="answers">What all say.</param>
    /// <param name="members">Numbers of those that stay.</param>
    public static Judgement Judge(LabelledAnswers answers, IReadOnlyList<int> members) =>
        Judgement.Of(answers.Select(members, [.. Enumerable.Range(0, answers.Samples)]).Mixed(new MeanProbabilities()), answers);
}
