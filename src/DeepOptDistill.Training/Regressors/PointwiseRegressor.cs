using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>
/// A 1×1 convolution, O_g·O_h weights, behind a bilinear resize where the maps differ in size: enlarged or reduced to the hint's.
/// </summary>
[Kind("pointwise", "1×1 convolution; resizes maps that differ in size")]
public sealed record PointwiseRegressor : Regressor
{
    internal override ShapeMismatch? Check(Shape guided, Shape hint) => NeedMaps(guided, hint);

    private protected override IReadOnlyList<Block> Layers(Shape guided, Shape hint, int pieces)
    {
        var pointwise = new Conv
        {
            Channels = hint.Channels * pieces,
            Kernel = 1,
            Init = Init,
        };
        return (guided.Height, guided.Width) == (hint.Height, hint.Width)
            ? [pointwise]
            : [new Resize { Height = hint.Height, Width = hint.Width }, pointwise];
    }
}
