using System.Globalization;

namespace DeepOptDistill.Core.Plans;

/// <summary>An untrained student and what it costs.</summary>
/// <param name="Blocks">Its 3×3 convolutions, from the image on; maps are halved between blocks.</param>
/// <param name="Parameters">Learned numbers of the exported file, batch norm folded.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="LatencyMs">Median time of one image on one thread in ONNX Runtime, in milliseconds; random weights take as long as trained
/// ones.</param>
public sealed record PlannedStudent(IReadOnlyList<PlannedBlock> Blocks, long Parameters, long Macs, double LatencyMs)
{
    /// <summary>Convolutions in a row.</summary>
    public int Depth => Blocks.Sum(block => block.Convolutions);

    /// <summary>Channels of the narrowest block.</summary>
    public int Narrowest => Blocks.Min(block => block.Channels);

    /// <summary>Whether no other candidate is as deep or deeper and as fast or faster.</summary>
    public bool OnFront { get; init; }

    /// <summary>Convolutions × channels of each block: <c>2×16, 2×16, 3×32</c>.</summary>
    public string Widths() =>
        string.Join(", ", Blocks.Select(block => string.Create(CultureInfo.InvariantCulture, $"{block.Convolutions}×{block.Channels}")));
}

/// <summary>Convolutions on maps of one size.</summary>
/// <param name="Convolutions">How many.</param>
/// <param name="Channels">Channels that leave each.</param>
public sealed record PlannedBlock(int Convolutions, int Channels);
