using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = max(0, x) + a·min(0, x) with a slope a that is learned, one per channel or one for the layer; never decayed.</summary>
/// <remarks>He et al. 2015, arXiv 1502.01852.</remarks>
[Kind("prelu", "max(0, x) + a·min(0, x), slope a learned")]
public sealed record PReLU : Activation
{
    /// <summary>Initial slope.</summary>
    [Between(-1, 1)]
    public double Start { get; init; } = 0.25;

    /// <summary>One slope for the layer instead of one per channel.</summary>
    public bool Shared { get; init; }

    /// <summary>The formula at the initial slope.</summary>
    public override double Formula(double x) => Math.Max(0, x) + (Start * Math.Min(0, x));

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var slopes = Shared ? 1 : place.Input.Channels;
        // ONNX broadcasts the slope from the right: channels × 1 × 1 against maps.
        long[] shape = place.Input.IsMap ? [slopes, 1, 1] : [slopes];
        var slope = writer.Parameter("weight", "slope", shape, [slopes], () => [.. Enumerable.Repeat((float)Start, slopes)]);
        return writer.Node("PRelu", [input, slope]);
    }
}
