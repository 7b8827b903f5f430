using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>A fully connected layer between any two shapes: count of the guided layer × count of the hint weights.</summary>
[Kind("linear", "fully connected, between any two shapes")]
public sealed record LinearRegressor : Regressor
{
    /// <summary>Most weights that are allowed: 2²⁶, 256 MiB.</summary>
    internal const long MostWeights = 1L << 26;

    internal override ShapeMismatch? Check(Shape guided, Shape hint) =>
        (long)guided.Count * hint.Count <= MostWeights
            ? null
            : new ShapeMismatch(
                $"a fully connected regressor of {guided.Count} × {hint.Count} weights",
                $"at most {MostWeights}",
                "Take 'regressor: auto', or layers with smaller maps."
            );

    private protected override IReadOnlyList<Block> Layers(Shape guided, Shape hint, int pieces) =>
        [.. guided.IsMap ? (Block[])[new Flatten()] : [], new Linear { Features = hint.Count * pieces, Init = Init }];
}
