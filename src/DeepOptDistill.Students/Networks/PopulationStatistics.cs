using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// Batch norm's statistics over a whole training set: E[x] = mean over batches of μ, Var[x] = mean over batches of m / (m − 1)·σ². All
/// layers are measured in one pass with the weights as they are, each behind layers that normalize by their batch, as in training. Dropout
/// is off.
/// </summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167, Algorithm 2.</remarks>
public static class PopulationStatistics
{
    /// <summary>Whether a layer of the network asks for them.</summary>
    public static bool WantedBy(Network network) => network.BatchNorms.Any(norm => norm.WantsPopulation);

    /// <summary>Replaces the stored statistics of every batch norm that is not frozen. Leaves the network in inference mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batches">Standardized pixels, one batch after the other, all of one size; each is read before the next is asked
    /// for.</param>
    /// <param name="layers">First layers that are measured; all where left out. The others are not run.</param>
    public static void Estimate(Network network, IEnumerable<Tensor> batches, int? layers = null)
    {
        network.Eval();
        var end = layers ?? network.Layers.Count;
        var norms = network.BatchNormsUpto(end).Where(norm => !norm.Frozen).ToList();
        if (norms.Count == 0)
            return;
        foreach (var norm in norms)
            norm.Collect();
        using var _ = no_grad();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            network.Upto(end, batch);
        }
        foreach (var norm in norms)
            norm.Settle();
    }
}
