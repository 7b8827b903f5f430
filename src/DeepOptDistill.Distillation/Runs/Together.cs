using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What models cost that answer one after the other: unknown where that of any is, and at least where any is at least.</summary>
internal static class Together
{
    /// <summary>An ensemble with the costs of its members.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="models">Those that are asked.</param>
    public static ModelRecord Ensemble(string name, IReadOnlyList<ModelRecord> models) =>
        new()
        {
            Name = name,
            Role = Role.Ensemble,
            Parameters = models.Sum(model => model.Parameters),
            Macs = models.Any(model => model.Macs is null) ? null : models.Sum(model => model.Macs!.Value),
            Bytes = models.Sum(model => model.Bytes),
            LatencyMsMedian = models.Any(model => model.LatencyMsMedian is null) ? null : models.Sum(model => model.LatencyMsMedian!.Value),
            MacsUnknown = Names(models.SelectMany(model => model.MacsUnknown)),
            ParametersUnknown = Names(models.SelectMany(model => model.ParametersUnknown)),
        };

    private static List<string> Names(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
