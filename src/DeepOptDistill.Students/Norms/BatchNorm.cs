using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Norms;

/// <summary>
/// y = γ·(x − μ) / √(σ² + ε) + β per map or feature: μ and σ² of the batch while training, stored statistics afterwards.
/// The exported file holds it folded into the layer before.
/// </summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167.</remarks>
[AlsoCalled("bn", "batch_norm2d", "batch_normalization")]
[Kind("batch-norm", "γ(x − μ)/√(σ² + ε) + β over the batch")]
public sealed record BatchNorm : Norm
{
    /// <summary>ε, added to the variance.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Share of the newest batch in the running statistics.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Momentum { get; init; } = 0.1;

    /// <summary>Which statistics the trained network answers with.</summary>
    public NormStatistics Statistics { get; init; }

    /// <summary>Normalizes by the stored statistics while training too, and leaves them as they are; γ and β go on learning.</summary>
    public bool Frozen { get; init; }

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        if (Frozen && Statistics == NormStatistics.Population)
            throw new ShapeException(
                "frozen statistics that are also taken from the population after training",
                "one of the two",
                "Leave 'frozen' or 'statistics' out."
            );
    }

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var channels = place.Input.Channels;
        float[] ones = [.. Enumerable.Repeat(1f, channels)];
        writer.Norms[writer.Name] = this;
        return writer.Node(
            "BatchNormalization",
            [
                input,
                writer.Parameter("weight", [channels], () => ones),
                writer.Parameter("bias", [channels]),
                writer.Statistic("running_mean", new float[channels]),
                writer.Statistic("running_var", [.. ones]),
            ],
            ("epsilon", (float)Epsilon)
        );
    }
}

/// <summary>Where a batch norm's statistics for inference come from.</summary>
public enum NormStatistics
{
    /// <summary>Running means over the last batches of training, as most frameworks do.</summary>
    Running,

    /// <summary>Algorithm 2 of the paper: after training, the mean over all training batches of μ, and of σ² times m / (m − 1).</summary>
    Population,
}
