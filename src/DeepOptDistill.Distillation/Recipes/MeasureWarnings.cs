using System.Globalization;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What the end of a run will not be able to measure of a teacher, said before the run.</summary>
internal static class MeasureWarnings
{
    /// <summary>Full sentences.</summary>
    /// <param name="name">The teacher.</param>
    /// <param name="path">Its ONNX file.</param>
    /// <param name="takes">Shape of a sample as it takes it.</param>
    public static IEnumerable<string> Of(string name, string path, SampleShape takes)
    {
        var measure = ModelMeasure.Of(path, takes);
        if (measure.NotCounted is { } reason)
            yield return $"teacher {name}: its multiply-accumulates cannot be counted, and the report will have a dash: {reason}";
        if (measure is { MacsUnknown.Count: > 0, Macs: { } macs })
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"teacher {name}: it has at least {macs:#,0} multiply-accumulates, as {string.Join(", ", measure.MacsUnknown)} cannot "
                    + $"be counted."
            );
        if (measure.ParametersUnknown.Count > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"teacher {name}: it has at least {measure.Parameters:#,0} parameters, as those of "
                    + $"{string.Join(", ", measure.ParametersUnknown)} cannot be counted."
            );
        if (Latency.Obstacle(path, takes) is { } obstacle)
            yield return $"teacher {name}: its latency cannot be measured, and the report will have a dash: {obstacle}";
    }
}
