using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Statistics;

/// <summary>
/// Batch-norm statistics of the weights as they are: E[x] = mean of the batches' means, Var[x] = m / (m−1) · mean of the batches' variances, over one epoch
/// of training batches (epoch 0 of the plan: its order, its view), m values per map or feature in a batch. Dropout is off, as in inference; frozen layers keep what they have.
/// </summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 2; the same after averaging of weights in Izmailov et al. 2018.</remarks>
public static class PopulationStatistics
{
    /// <summary>Replaces the statistics of the layers that are asked for. Leaves the network in inference mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="plan">Seed and batch size.</param>
    /// <param name="which">The layers; all that are not frozen where left out.</param>
    public static void Estimate(Network network, TrainingData data, TrainingPlan plan, Func<NormLayer, bool>? which = null)
    {
        var layers = network.Norms.Where(layer => !layer.Block.Frozen).ToList();
        if (!layers.Exists(layer => which?.Invoke(layer) ?? true)) return;
        var batches = data.Train.Count / plan.Batch;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var sums = layers.Select(layer => new Sums(layer)).ToList();
        network.TrainNormsOnly();
        using var feed = new BatchFeed(data, network.Spec.Input, plan, [], 0, batches);
        for (var number = 0; number < batches; number++)
        {
            using var step = NewDisposeScope();
            var batch = feed.Next();
            sums.ForEach(sum => sum.Clear());
            network.Logits(batch.Pixels);
            sums.ForEach(sum => sum.Add());
            feed.Return(batch);
        }
        foreach (var sum in sums) sum.Finish(batches, which?.Invoke(sum.Layer) ?? true);
        network.Eval();
    }

    /// <summary>
    /// Reads each batch's statistics off the running ones: from 0, one batch makes them momentum times the batch's mean and its variance with m − 1.
    /// So it holds for whatever computes the norm.
    /// </summary>
    private sealed class Sums(NormLayer layer)
    {
        private readonly Tensor oldMean = layer.Mean.clone();
        private readonly Tensor oldVariance = layer.Variance.clone();
        private readonly Tensor mean = zeros_like(layer.Mean, ScalarType.Float64);
        private readonly Tensor variance = zeros_like(layer.Variance, ScalarType.Float64);

        public NormLayer Layer => layer;

        public void Clear()
        {
            layer.Mean.zero_();
            layer.Variance.zero_();
        }

        public void Add()
        {
            mean.add_(layer.Mean.to(ScalarType.Float64) / layer.Block.Momentum);
            variance.add_(layer.Variance.to(ScalarType.Float64) / layer.Block.Momentum);
        }

        public void Finish(int batches, bool replaced)
        {
            layer.Mean.copy_(replaced ? mean / batches : oldMean);
            layer.Variance.copy_(replaced ? variance / batches : oldVariance);
        }
    }
}
