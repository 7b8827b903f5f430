using System.Globalization;

namespace DeepOptDistill.Distillation.Advice;

/// <summary>
/// Which pair is recommended: of those in the middle third of both networks the one with the greatest CKA; where there is none, the one
/// nearest to the middle of both. Depth is counted in weighted layers.
/// </summary>
/// <remarks>
/// Romero et al. 2015, FitNets, section 2.2: hint and guided layer are the middle layers of their networks; the deeper the guided layer, the
/// less freedom is left to the student and the more it is over-regularized.
/// </remarks>
internal static class AdviceRules
{
    private const double MiddleFrom = 1.0 / 3, MiddleTo = 2.0 / 3, Rounding = 1e-9;

    public static bool IsMiddle(double depth) => depth is >= MiddleFrom - Rounding and <= MiddleTo + Rounding;

    /// <summary>What speaks against a guided layer.</summary>
    public static string Warning(int depth, int depthOfAnswer) => (double)depth / depthOfAnswer > MiddleTo + Rounding
        ? FormattableString.Invariant($"deep: {depthOfAnswer - depth} of {depthOfAnswer} layers free above")
        : "";

    /// <summary>Pairs in the order of advice.</summary>
    public static IReadOnlyList<ScoredPair> Ordered(IEnumerable<ScoredPair> pairs) =>
        [.. pairs.OrderByDescending(pair => pair.IsMiddle).ThenByDescending(pair => pair.Cka)];

    /// <summary>The pair to start with.</summary>
    public static ScoredPair Recommended(IReadOnlyList<ScoredPair> ordered) =>
        ordered[0].IsMiddle ? ordered[0] : ordered.MinBy(pair => Math.Abs(pair.TapDepth - 0.5) + Math.Abs(pair.StudentDepth - 0.5))!;

    /// <summary>Why a pair is recommended.</summary>
    public static string Reason(ScoredPair pair, int middle) => string.Create(CultureInfo.InvariantCulture, $"{Basis(pair, middle)}; a linear map already explains {Percent(pair.RSquared)} of the hint, the truncated teacher costs {Percent(pair.MacsShare)} of the whole one, and the regressor has {pair.RegressorWeights:#,0} weights.");

    /// <summary>What the scores can tell.</summary>
    public static IReadOnlyList<string> Notes(bool isTrained) =>
    [
        isTrained
            ? "The student is trained. A tap with a low score is one that it has not found by itself: that is where a hint has something to teach, and where it is harder to follow."
            : "The student is untrained: its layers are random filters of the image. A low score says that this layer's width and resolution lose what the tap needs; a high one says only that the tap is still close to the image, not that it teaches much. The rule of the middle decides, and the score chooses among its pairs. Score a trained baseline with --student for more.",
        "No score replaces a comparison of accuracies: train the recommended pair and a pair beside it.",
        "CKA and R² are taken after maps were averaged to at most 4×4 places; R² is that of a fully connected map on held-out images, so a convolutional regressor may reach less. With few images CKA of wide layers is biased upwards.",
    ];

    private static string Basis(ScoredPair pair, int middle) => pair.IsMiddle
        ? FormattableString.Invariant($"Of the {middle} pairs in the middle third of both networks, it has the greatest CKA ({pair.Cka:0.00})")
        : FormattableString.Invariant($"No pair lies in the middle third of both networks; it is the nearest to it (CKA {pair.Cka:0.00})");

    private static string Percent(double share) => FormattableString.Invariant($"{100 * Math.Max(0, share):0} %");
}
