using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>
/// The regressor that the two shapes ask for: none where they agree; between maps the paper's valid convolution while its kernel is at most
/// 4, beyond that a convolution whose kernel and stride are the ratio of the sizes, and otherwise a resize and a 1×1 convolution, as where
/// the teacher's map is the larger; fully connected where one side is a vector.
/// </summary>
[Kind("auto", "chosen by the two shapes")]
public sealed record AutoRegressor : Regressor
{
    private const int LargestKernel = 4;

    internal override ShapeMismatch? Check(Shape guided, Shape hint) => Choose(guided, hint).Check(guided, hint);

    internal override StudentSpec? For(Shape guided, Shape hint, TapActivation activation) =>
        Choose(guided, hint).For(guided, hint, activation);

    private protected override IReadOnlyList<Block> Layers(Shape guided, Shape hint, int pieces) =>
        throw new NotSupportedException("found 'auto' as it is; expected the regressor that it chooses.");

    /// <summary>The regressor for two shapes.</summary>
    internal Regressor Choose(Shape guided, Shape hint)
    {
        if (guided == hint)
            return new NoRegressor();
        if (!guided.IsMap || !hint.IsMap)
            return new LinearRegressor { Plain = Plain, Init = Init };
        var valid = new ConvRegressor { Plain = Plain, Init = Init };
        if (valid.Check(guided, hint) is null && valid.KernelOf(guided, hint) <= LargestKernel)
            return valid;
        var ratio = guided.Height / hint.Height;
        var strided = ratio > 1 ? valid with { Kernel = ratio, Stride = ratio } : null;
        return strided?.Check(guided, hint) is null && strided is not null && guided.Height % hint.Height == 0
            ? strided
            : new PointwiseRegressor { Plain = Plain, Init = Init };
    }
}
