using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>
/// A valid convolution with k = N_guided − N_hint + 1, or with a stride where one is given: k²·O_g·O_h weights instead of the
/// N_h²·O_h·N_g²·O_g of a fully connected one.
/// </summary>
/// <remarks>Romero et al. 2015, FitNets, section 2.2.</remarks>
[Kind("conv", "valid convolution, k = N_guided − N_hint + 1")]
public sealed record ConvRegressor : Regressor
{
    /// <summary>k, height and width of the kernel; chosen by the shapes where left out.</summary>
    [Between(1, 255)]
    public int? Kernel { get; init; }

    /// <summary>Step of the window.</summary>
    [Between(1, 255)]
    public int Stride { get; init; } = 1;

    /// <summary>The kernel that takes one size to the other.</summary>
    internal int KernelOf(Shape guided, Shape hint) => Kernel ?? guided.Height - (Stride * (hint.Height - 1));

    internal override ShapeMismatch? Check(Shape guided, Shape hint)
    {
        if (NeedMaps(guided, hint) is { } mismatch)
            return mismatch;
        var kernel = KernelOf(guided, hint);
        return Fits(guided.Height, hint.Height) && Fits(guided.Width, hint.Width)
            ? null
            : new ShapeMismatch(
                $"a guided layer of {guided} and a hint of {hint}",
                "a guided layer at least as large as its hint, by as much in width as in height",
                "Take 'regressor: pointwise', which resizes the guided layer, or another pair: 'deepopt advise' lists those that fit."
            );
        bool Fits(int from, int to) => kernel >= 1 && from >= kernel && ((from - kernel) / Stride) + 1 == to;
    }

    private protected override IReadOnlyList<Block> Layers(Shape guided, Shape hint, int pieces) =>
        [
            new Conv
            {
                Channels = hint.Channels * pieces,
                Kernel = KernelOf(guided, hint),
                Stride = Stride,
                Init = Init,
            },
        ];
}
