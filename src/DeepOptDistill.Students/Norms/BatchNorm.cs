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

    /// <summary>Which statistics the trained network has: running means, or those of the population as in the paper's algorithm 2.</summary>
    public NormStatistics Statistics { get; init; }

    /// <summary>Whether μ and σ² stay as they are, in training too (0 and 1 in a new network); γ and β are still learned. <c>groups: [ { layers: NAME, rate: 0 } ]</c> keeps those.</summary>
    public bool Frozen { get; init; }

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => Frozen && Statistics == NormStatistics.Population
        ? throw new ShapeException("frozen statistics that are to be those of the population", "one of 'frozen: true' and 'statistics: population'", "")
        : base.Infer(input, where, problems);

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
