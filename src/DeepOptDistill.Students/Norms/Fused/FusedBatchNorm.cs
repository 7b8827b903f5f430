using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>A batch norm and the ReLU or leaky ReLU behind it as one module; a slope of 1 is no activation.</summary>
internal sealed class FusedBatchNorm : Module<Tensor, Tensor>, IBatchStatistics
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;
    private readonly BatchNorm norm;
    private readonly float slope;
    private BatchMeans? means;

    public FusedBatchNorm(BatchNorm norm, int channels, float slope) : base("batch-norm")
    {
        (this.norm, this.slope) = (norm, slope);
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        running_mean = zeros(channels);
        running_var = ones(channels);
        RegisterComponents();
    }

    private static Problem SingleNumber =>
        new("batch norm", "a batch with a single number for each channel, which normalizes to a constant", "2 samples or more",
        "Set 'batch' higher, take another norm, or freeze this one.");

    public bool WantsPopulation => norm.Statistics == NormStatistics.Population && !norm.Frozen;

    public bool Frozen => norm.Frozen;

    public bool Separate { get; set; }

    public void Collect()
    {
        means = new BatchMeans((int)weight.numel());
        train();
    }

    public void Settle()
    {
        means!.Write(Values(running_mean), Values(running_var));
        means = null;
        eval();
    }

    public override Tensor forward(Tensor input)
    {
        var stored = !training || norm.Frozen;
        if (!stored && input.numel() == input.shape[1]) throw new InputException(SingleNumber);
        if (stored || (means is null && (Separate || !Pays(input)))) return Activate(functional.batch_norm(input, running_mean, running_var, weight, bias, !stored, norm.Momentum, norm.Epsilon));
        var statistics = new BatchStatistics((int)input.shape[1]);
        var output = NormActivation.Of(input, weight, bias, statistics, norm.Epsilon, slope);
        if (means is null) Remember(statistics);
        else means.Add(statistics);
        return output;
    }

    // Measured: wide maps, and those beyond the caches, are bound by memory, and there libtorch's separate passes are as fast.
    private static bool Pays(Tensor input) => input.shape[1] < 64 && input.numel() <= 1 << 22;

    private Tensor Activate(Tensor normalized) => slope switch
    {
        1 => normalized,
        0 => normalized.relu_(),
        _ => functional.leaky_relu(normalized, slope, inplace: true),
    };

    // Running means as PyTorch keeps them: the variance of the batch with n − 1.
    private void Remember(BatchStatistics batch)
    {
        var mean = Values(running_mean);
        var variance = Values(running_var);
        var (keep, take) = (1 - norm.Momentum, norm.Momentum);
        for (var c = 0; c < batch.Mean.Length; c++)
        {
            mean[c] = (float)((keep * mean[c]) + (take * batch.Mean[c]));
            variance[c] = (float)((keep * variance[c]) + (take * batch.Unbiased(c)));
        }
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
