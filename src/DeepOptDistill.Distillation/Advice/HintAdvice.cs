namespace DeepOptDistill.Distillation.Advice;

/// <summary>Pairs of a teacher's tap and a guided layer of the student, scored, and the one that is recommended.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="Student">What was scored: the student before training, or a file.</param>
/// <param name="Samples">Training images that both networks saw.</param>
/// <param name="HeldOut">Those of them that the ridge regression was judged on.</param>
/// <param name="Pairs">All pairs: the recommended one, then those in the middle third of both networks, each by similarity.</param>
/// <param name="Recommended">The pair to start with.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Notes">What the scores can tell and what they cannot.</param>
public sealed record HintAdvice(
    string Recipe,
    string Student,
    int Samples,
    int HeldOut,
    IReadOnlyList<ScoredPair> Pairs,
    ScoredPair Recommended,
    string Reason,
    IReadOnlyList<string> Notes
);
