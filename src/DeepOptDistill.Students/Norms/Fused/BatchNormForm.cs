using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>
/// A batch norm and the ReLU or leaky ReLU behind it as one function; a slope of 1 is no activation. Running statistics are the caller's,
/// and change in place.
/// </summary>
internal sealed class BatchNormForm(BatchNorm norm, float slope, Tensor mean, Tensor variance)
{
    private BatchMeans? means;

    private static Problem SingleNumber =>
        new(
            "batch norm",
            "a batch with a single number for each channel, which normalizes to a constant",
            "2 samples or more",
            "Set 'batch' higher, take another norm, or freeze this one."
        );

    /// <inheritdoc cref="IBatchStatistics.WantsPopulation"/>
    public bool WantsPopulation => norm.Statistics == NormStatistics.Population && !norm.Frozen;

    /// <inheritdoc cref="IBatchStatistics.Frozen"/>
    public bool Frozen => norm.Frozen;

    /// <summary>Whether it is made of libtorch's own functions, which can be differentiated twice.</summary>
    public bool Separate { get; set; }

    /// <inheritdoc cref="IBatchStatistics.Collect"/>
    public void Collect() => means = new BatchMeans((int)mean.numel());

    /// <inheritdoc cref="IBatchStatistics.Settle"/>
    public void Settle()
    {
        means!.Write(Values(mean), Values(variance));
        means = null;
    }

    /// <summary>The normalized batch.</summary>
    public Tensor Of(Tensor input, Tensor weight, Tensor bias, bool isTraining)
    {
        var stored = (!isTraining && means is null) || norm.Frozen;
        if (!stored && input.numel() == input.shape[1])
            throw new InputException(SingleNumber);
        if (stored || (means is null && (Separate || !Pays(input))))
            return Activate(functional.batch_norm(input, mean, variance, weight, bias, !stored, norm.Momentum, norm.Epsilon));
        var statistics = new BatchStatistics((int)input.shape[1]);
        var output = NormActivation.Of(input, weight, bias, statistics, norm.Epsilon, slope);
        if (means is null)
            Remember(statistics);
        else
            means.Add(statistics);
        return output;
    }

    // Measured: wide maps, and those beyond the caches, are bound by memory, and there libtorch's separate passes are as fast.
    private static bool Pays(Tensor input) => input.shape[1] < 64 && input.numel() <= 1 << 22;

    private Tensor Activate(Tensor normalized) =>
        slope switch
        {
            1 => normalized,
            0 => normalized.relu_(),
            _ => functional.leaky_relu(normalized, slope, inplace: true),
        };

    // Running means as PyTorch keeps them: the variance of the batch with n − 1.
    private void Remember(BatchStatistics batch)
    {
        var means = Values(mean);
        var variances = Values(variance);
        var (keep, take) = (1 - norm.Momentum, norm.Momentum);
        for (var c = 0; c < batch.Mean.Length; c++)
        {
            means[c] = (float)((keep * means[c]) + (take * batch.Mean[c]));
            variances[c] = (float)((keep * variances[c]) + (take * batch.Unbiased(c)));
        }
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
