using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>Samples of which nothing is known stand among the others as NaN, and must not reach a gradient: NaN · 0 is NaN.</summary>
internal static class Known
{
    /// <summary>The truths with 0 for what is not known, and 1 where something is, else 0.</summary>
    public static (Tensor Truths, Tensor Known) Of(Tensor truths)
    {
        var known = truths.isnan().logical_not();
        return (where(known, truths, zeros_like(truths)), known.to_type(truths.dtype));
    }
}
