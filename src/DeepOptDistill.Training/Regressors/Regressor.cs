using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>
/// What stands between a guided layer and its hint while a stage lasts: it gives the student's features the hint's shape, and the
/// non-linearity that the hint comes from. Contract: output shape = hint's shape wherever <see cref="Check"/> agrees.
/// </summary>
/// <remarks>Romero et al. 2015, FitNets, section 2.2.</remarks>
[Family("regressors")]
public abstract record Regressor
{
    /// <summary>Whether the hint's non-linearity is left out, so that the regressor is linear.</summary>
    public bool Plain { get; init; }

    /// <summary>Initial weights; FitNets' code draws them uniformly from ±0.05.</summary>
    public Initializer Init { get; init; } = new He();

    /// <summary>Why the regressor cannot take one shape to the other; null where it can.</summary>
    internal abstract ShapeMismatch? Check(Shape guided, Shape hint);

    /// <summary>The layers in front of the non-linearity.</summary>
    /// <param name="guided">Shape of the guided layer's output.</param>
    /// <param name="hint">Shape of the hint.</param>
    /// <param name="pieces">Maps or features that the non-linearity makes one of.</param>
    private protected abstract IReadOnlyList<Block> Layers(Shape guided, Shape hint, int pieces);

    /// <summary>The regressor as a network; null where the guided layer's output is compared as it is.</summary>
    internal virtual StudentSpec? For(Shape guided, Shape hint, TapActivation activation)
    {
        var (pieces, behind) = Plain ? (1, null) : HintActivation.Of(activation);
        var layers = Layers(guided, hint, pieces);
        return layers.Count == 0
            ? null
            : new StudentSpec
            {
                Name = "regressor",
                Input = new InputSpec { Shape = guided.IsMap ? guided.Sizes : [guided.Count, 1, 1] },
                Layers = [.. guided.IsMap ? [] : (Block[])[new Flatten()], .. layers, .. behind is null ? [] : (Block[])[behind]],
            };
    }

    private protected static ShapeMismatch? NeedMaps(Shape guided, Shape hint) =>
        guided.IsMap && hint.IsMap
            ? null
            : new ShapeMismatch(
                $"a guided layer of {guided} and a hint of {hint}",
                "maps of channels × height × width on both sides",
                "Take 'regressor: linear', which joins any two shapes."
            );
}
