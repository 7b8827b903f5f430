using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What models cost that answer one after the other: unknown where that of any is, and at least where any is at least.</summary>
internal static class Together
{
    /// <summary>Multiply-accumulates of all; null where those of one are not known.</summary>
    public static long? Macs(IReadOnlyList<ModelRecord> models) => models.Any(m => m.Macs is null) ? null : models.Sum(m => m.Macs!.Value);

    /// <summary>Time of all; null where that of one is not known.</summary>
    public static double? LatencyMs(IReadOnlyList<ModelRecord> models) =>
        models.Any(m => m.LatencyMsMedian is null) ? null : models.Sum(m => m.LatencyMsMedian!.Value);

    /// <summary>Operators whose work is not counted in any.</summary>
    public static IReadOnlyList<string> MacsUnknown(IReadOnlyList<ModelRecord> models) =>
        Names(models.SelectMany(m => m.MacsUnknown));

    /// <summary>Operators whose stored numbers are not counted in any.</summary>
    public static IReadOnlyList<string> ParametersUnknown(IReadOnlyList<ModelRecord> models) =>
        Names(models.SelectMany(m => m.ParametersUnknown));

    private static List<string> Names(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
