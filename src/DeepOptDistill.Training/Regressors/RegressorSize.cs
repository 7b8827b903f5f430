using DeepOptDistill.Core.Features;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>The regressor that 'auto' puts between two shapes, in words and weights.</summary>
/// <param name="Text">What it is: <c>conv 8×8</c>, <c>resize, conv 1×1</c>, <c>linear</c>, <c>none</c>.</param>
/// <param name="Weights">Weights without biases: O_g·O_h·k² of a convolution (times the pieces of a maxout hint), inputs × outputs of a
/// linear layer.</param>
public sealed record RegressorSize(string Text, long Weights)
{
    /// <summary>The regressor from a guided layer to a hint; null where there is none.</summary>
    /// <param name="guided">Shape of the guided layer's output.</param>
    /// <param name="hint">Shape of the hint.</param>
    /// <param name="activation">Non-linearity of the hint.</param>
    public static RegressorSize? Auto(Shape guided, Shape hint, TapActivation activation)
    {
        var auto = new AutoRegressor();
        if (auto.Check(guided, hint) is not null)
            return null;
        if (auto.For(guided, hint, activation) is not { } network)
            return new("none", 0);
        var layers = Placement.Of(network);
        return new(string.Join(", ", layers.Select(TextOf).Where(text => text.Length > 0)), layers.Sum(WeightsOf));
    }

    private static string TextOf(Placed place) =>
        place.Block switch
        {
            Conv { Stride: > 1 } conv => FormattableString.Invariant($"conv {conv.Kernel}×{conv.Kernel} stride {conv.Stride}"),
            Conv conv => FormattableString.Invariant($"conv {conv.Kernel}×{conv.Kernel}"),
            Linear => "linear",
            Resize => "resize",
            _ => "",
        };

    private static long WeightsOf(Placed place) =>
        place.Block switch
        {
            Conv conv => (long)place.Input.Channels * place.Output.Channels * conv.Kernel * conv.Kernel,
            Linear => (long)place.Input.Count * place.Output.Count,
            _ => 0,
        };
}
