using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Doctor;

/// <summary>
/// The ensemble of a recipe with some of its teachers, mixed as the recipe says; what is fitted is judged on samples that it was not fitted
/// to.
/// </summary>
/// <param name="ensemble">How the recipe mixes.</param>
/// <param name="answers">What all teachers say.</param>
internal sealed class ReducedEnsemble(EnsembleSpec ensemble, LabelledAnswers answers)
{
    /// <summary>How well some teachers answer together.</summary>
    /// <param name="members">Numbers of those that stay.</param>
    public Judgement Of(IReadOnlyList<int> members) =>
        Judgement.Of(CrossFit.Mixed(ensemble.Mix.Among(members), ensemble.Calibrate, Cooled(answers.Among(members), members)), answers);

    /// <summary>How well one teacher answers as it is, without what the ensemble makes of it.</summary>
    public static Judgement Alone(LabelledAnswers answers, int teacher) =>
        Judgement.Of(answers.Among([teacher]).Mixed(new MeanProbabilities()), answers);

    private LabelledAnswers Cooled(LabelledAnswers given, IReadOnlyList<int> members) =>
        ensemble.Temperatures.Count == 0 ? given : given.Cooled([.. members.Select(member => ensemble.Temperatures[member])]);
}
