using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>Batch norm with the activation behind it in one pass.</summary>
internal sealed class FusedBatchNorm : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;
    private readonly double epsilon;
    private readonly double momentum;
    private readonly float slope;

    public FusedBatchNorm(int channels, double epsilon, double momentum, float slope) : base("batch-norm")
    {
        (this.epsilon, this.momentum, this.slope) = (epsilon, momentum, slope);
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        running_mean = zeros(channels);
        running_var = ones(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (!training) return functional.leaky_relu(functional.batch_norm(input, running_mean, running_var, weight, bias, false, momentum, epsilon), slope);
        var statistics = new NormActivation.Statistics((int)input.shape[1]);
        var output = NormActivation.apply(input, weight, bias, statistics, epsilon, slope);
        Remember(statistics);
        return output;
    }

    private void Remember(NormActivation.Statistics s)
    {
        var mean = running_mean.data<float>();
        var variance = running_var.data<float>();
        var unbiased = s.Rows / (double)(s.Rows - 1);
        for (var c = 0; c < s.Mean.Length; c++)
        {
            mean[c] = (float)(((1 - momentum) * mean[c]) + (momentum * s.Mean[c]));
            variance[c] = (float)(((1 - momentum) * variance[c]) + (momentum * unbiased * s.Variance[c]));
        }
    }
}
