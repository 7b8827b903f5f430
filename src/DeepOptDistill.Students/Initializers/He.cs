using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;

namespace DeepOptDistill.Students.Initializers;

/// <summary>
/// Normal with variance 2 / ((1 + a²)·n): keeps the variance of activations (fan-in) or of gradients (fan-out) through layers of rectifiers
/// whose slope on the negative side is a.
/// </summary>
/// <remarks>He et al. 2015, arXiv 1502.01852, section 2.2.</remarks>
[Kind("he", "normal, variance 2 / ((1 + slope²)·fan)")]
public sealed record He : Initializer
{
    /// <summary>Which side's variance is kept: <c>in</c> the activations', <c>out</c> the gradients'.</summary>
    public Fan Fan { get; init; }

    /// <summary>a; left out, that of the leaky ReLU or PReLU right behind the layer, else 0.</summary>
    [Between(-10, 10)]
    public double? Slope { get; init; }

    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed)
    {
        var slope = Slope ?? 0;
        return Normal(count, Math.Sqrt(2.0 / ((1 + (slope * slope)) * (Fan == Fan.In ? fanIn : fanOut))), seed);
    }

    internal override Initializer Before(Block? next) =>
        Slope is not null
            ? this
            : next switch
            {
                LeakyReLU leaky => this with { Slope = leaky.Slope },
                PReLU learned => this with { Slope = learned.Start },
                _ => this,
            };
}

/// <summary>Whose number of connections counts.</summary>
public enum Fan
{
    /// <summary>Inputs of an output unit.</summary>
    In,

    /// <summary>Outputs that an input unit feeds.</summary>
    Out,
}
