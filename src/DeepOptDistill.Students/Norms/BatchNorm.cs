using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Norms;

/// <summary>
/// y = γ·(x − μ) / √(σ² + ε) + β per map or feature: μ and σ² of the batch while training, their running means (with n − 1) afterwards.
/// The exported file holds it folded into the layer before.
/// </summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167.</remarks>
[Kind("batch-norm", "γ(x − μ)/√(σ² + ε) + β over the batch")]
public sealed record BatchNorm : Norm
{
    /// <summary>ε, added to the variance.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Share of the newest batch in the running statistics.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Momentum { get; init; } = 0.1;

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) =>
        new Fused.FusedBatchNorm(place.Input.Channels, Epsilon, Momentum, place.Next switch { Activations.ReLU => 0, Activations.LeakyReLU leaky => (float)leaky.Slope, _ => 1 });

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var name = context.Name(place);
        var state = module.state_dict();
        string Constant(string key) => context.Constant($"{name}.{key}", state[key]);
        return context.Graph.Node("BatchNormalization", name, [input, Constant("weight"), Constant("bias"), Constant("running_mean"), Constant("running_var")], ("epsilon", (float)Epsilon));
    }
}
