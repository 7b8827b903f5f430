namespace DeepOptDistill.Distillation.Advice;

/// <summary>A tap of a teacher and a layer of the student that it could guide.</summary>
/// <param name="Teacher">Teacher and tap, as a recipe names them: <c>fashion-cnn-a/block4</c>.</param>
/// <param name="Student">The guided layer.</param>
/// <param name="Cka">Linear CKA of the two tensors, in [0, 1].</param>
/// <param name="RSquared">Share of the tap's variance on held-out images that a ridge regression from the guided layer explains.</param>
/// <param name="TapSizes">Shape of one sample of the tap.</param>
/// <param name="StudentSizes">Shape of one sample of the guided layer.</param>
/// <param name="TapDepth">Weighted layers of the teacher up to the tap, as a share of all on the way to the answer.</param>
/// <param name="StudentDepth">The same of the guided layer in the student.</param>
/// <param name="Macs">Multiply-accumulates of the teacher below the tap, for one sample.</param>
/// <param name="MacsShare">The same as a share of the whole teacher.</param>
/// <param name="Regressor">The regressor between the two shapes.</param>
/// <param name="RegressorWeights">Its weights.</param>
/// <param name="Warning">What speaks against the pair; empty where nothing does.</param>
public sealed record ScoredPair(
    string Teacher,
    string Student,
    double Cka,
    double RSquared,
    IReadOnlyList<int> TapSizes,
    IReadOnlyList<int> StudentSizes,
    double TapDepth,
    double StudentDepth,
    long Macs,
    double MacsShare,
    string Regressor,
    long RegressorWeights,
    string Warning
)
{
    /// <summary>Whether both sides lie in the middle third of their networks.</summary>
    public bool IsMiddle => AdviceRules.IsMiddle(TapDepth) && AdviceRules.IsMiddle(StudentDepth);
}
