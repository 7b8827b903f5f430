using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>None: the guided layer has the hint's shape and is compared as it is.</summary>
[Kind("none", "the guided layer as it is")]
public sealed record NoRegressor : Regressor
{
    internal override ShapeMismatch? Check(Shape guided, Shape hint) =>
        guided == hint
            ? null
            : new ShapeMismatch(
                $"a guided layer of {guided} and a hint of {hint}",
                "equal shapes without a regressor",
                "Leave 'regressor' out to have one chosen."
            );

    internal override StudentSpec? For(Shape guided, Shape hint, TapActivation activation) => null;

    private protected override IReadOnlyList<Block> Layers(Shape guided, Shape hint, int pieces) => [];
}
