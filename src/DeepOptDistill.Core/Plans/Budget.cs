using System.Globalization;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Core.Plans;

/// <summary>What a student may cost; null for what is not limited.</summary>
public sealed record Budget
{
    /// <summary>Most learned numbers of the exported file, batch norm folded.</summary>
    [Between(1, double.PositiveInfinity)]
    public long? Parameters { get; init; }

    /// <summary>Most multiply-accumulates for one image.</summary>
    [Between(1, double.PositiveInfinity)]
    public long? Macs { get; init; }

    /// <summary>Longest median time of one image on one thread in ONNX Runtime, in milliseconds.</summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public double? LatencyMs { get; init; }

    /// <summary><c>30,000 parameters, 5,000,000 MACs, 0.3 ms</c></summary>
    public override string ToString()
    {
        string?[] parts =
        [
            Parameters is { } parameters ? string.Create(CultureInfo.InvariantCulture, $"{parameters:#,0} parameters") : null,
            Macs is { } macs ? string.Create(CultureInfo.InvariantCulture, $"{macs:#,0} MACs") : null,
            LatencyMs is { } latency ? string.Create(CultureInfo.InvariantCulture, $"{latency:0.###} ms") : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }
}
