using System.Globalization;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Training.Regressors;

namespace DeepOptDistill.Distillation.Advice;

/// <summary>
/// Which pair is recommended. The hint is the tap nearest to the middle of its teacher, the guided layer lies in the middle third of the
/// student; of these pairs, one for each such layer and teacher, the one with the greatest CKA among those without a warning. Depth is
/// counted in weighted layers.
/// </summary>
/// <remarks>
/// Romero et al. 2015, FitNets, section 2.2: hint and guided layer are the middle layers of their networks; the deeper the guided layer,
/// the less freedom is left to the student and the more it is over-regularized. CKA does not choose the tap's depth, because an untrained
/// student is always nearest to the teacher's lowest layers.
/// </remarks>
internal static class AdviceRules
{
    private const double MiddleFrom = 1.0 / 3,
        MiddleTo = 2.0 / 3,
        Rounding = 1e-9;

    public static bool IsMiddle(double depth) => depth is >= MiddleFrom - Rounding and <= MiddleTo + Rounding;

    /// <summary>What speaks against a guided layer at some depth and a regressor behind it.</summary>
    public static string Warning(double depth, TappedSide student, RegressorSize regressor)
    {
        List<string> warnings = [];
        if (depth > MiddleTo + Rounding)
            warnings.Add(
                FormattableString.Invariant($"deep: {Math.Round((1 - depth) * student.Depth):0} of {student.Depth} layers free above")
            );
        if (regressor.Weights > student.Measure.Parameters)
            warnings.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"regressor {(double)regressor.Weights / student.Measure.Parameters:0.0} × the student"
                )
            );
        return string.Join("; ", warnings);
    }

    /// <summary>Pairs in the order of advice.</summary>
    public static IReadOnlyList<ScoredPair> Ordered(IEnumerable<ScoredPair> pairs) =>
        [.. pairs.OrderByDescending(pair => pair.IsMiddle).ThenByDescending(pair => pair.Cka)];

    /// <summary>The pair to start with.</summary>
    public static ScoredPair Recommended(IReadOnlyList<ScoredPair> pairs)
    {
        var taps = pairs
            .GroupBy(pair => pair.Teacher.Split('/')[0])
            .Select(teacher => teacher.OrderBy(pair => OffMiddle(pair.TapDepth)).ThenBy(pair => pair.Macs).First().Teacher)
            .ToHashSet(StringComparer.Ordinal);
        var hints = pairs.Where(pair => taps.Contains(pair.Teacher)).ToList();
        return hints
            .OrderByDescending(pair => IsMiddle(pair.StudentDepth))
            .ThenBy(pair => pair.Warning.Length > 0)
            .ThenBy(pair => IsMiddle(pair.StudentDepth) ? 0 : OffMiddle(pair.StudentDepth))
            .ThenByDescending(pair => pair.Cka)
            .First();
    }

    /// <summary>Why a pair is recommended.</summary>
    public static string Reason(ScoredPair pair) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The hint is the tap nearest to the middle of its teacher, and {Basis(pair)}; a linear map already explains "
                + $"{Percent(pair.RSquared)} of the hint, the truncated teacher costs {Percent(pair.MacsShare)} of the whole one, and "
                + $"the regressor has {pair.RegressorWeights:#,0} weights."
        );

    /// <summary>What the scores can tell.</summary>
    /// <param name="isTrained">Whether the student is.</param>
    /// <param name="shape">What both networks saw.</param>
    public static IReadOnlyList<string> Notes(bool isTrained, SampleShape shape) =>
        [
            isTrained
                ? "The student is trained. A tap with a low score is one that it has not found by itself: that is where a hint has "
                    + "something to teach, and where it is harder to follow."
                : $"The student is untrained: its layers are random filters of the {shape.Noun}. A low score says that this layer's width "
                    + $"and resolution lose what the tap needs; a high one says only that the tap is still close to the {shape.Noun}, "
                    + "not that it teaches much. The rule of the middle therefore chooses the tap, and the score only the layer. "
                    + "Score a trained baseline with --student for more.",
            "No score replaces a comparison of accuracies: train the recommended pair and a pair beside it.",
            (
                shape.IsRow
                    ? $"R² is that of a fully connected map on held-out {shape.Noun}. "
                    : "CKA and R² are taken after maps were averaged to at most 4×4 places; R² is that of a fully connected map "
                        + "on held-out images, so a convolutional regressor may reach less. "
            ) + $"With few {shape.Noun} CKA of wide layers is biased upwards.",
        ];

    private static string Basis(ScoredPair pair) =>
        IsMiddle(pair.StudentDepth)
            ? FormattableString.Invariant(
                $"of the layers in the middle third of the student this one has the greatest CKA with it ({pair.Cka:0.00})"
            )
            : FormattableString.Invariant($"this layer is the nearest to the middle of the student (CKA {pair.Cka:0.00})");

    /// <summary>Distance from the middle, such that 3 of 7 layers and 4 of 7 are equally far.</summary>
    private static double OffMiddle(double depth) => Math.Round(Math.Abs(depth - 0.5), 9);

    private static string Percent(double share) => FormattableString.Invariant($"{100 * Math.Max(0, share):0} %");
}
