using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = 1.7159·tanh(2x / 3): ±1 at ±1, and variance near 1 for inputs of variance 1.</summary>
/// <remarks>LeCun et al. 1998, Efficient BackProp, section 4.4.</remarks>
[Kind("scaled-tanh", "1.7159·tanh(2x / 3)")]
public sealed record ScaledTanh : Activation
{
    private const double Height = 1.7159, Slope = 2.0 / 3;

    /// <inheritdoc/>
    public override double Formula(double x) => Height * Math.Tanh(Slope * x);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new Form();

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var (name, graph) = (context.Name(place), context.Graph);
        var tanh = graph.Node("Tanh", $"{name}.tanh", [graph.Node("Mul", $"{name}.scaled", [input, graph.Constant($"{name}.slope", [(float)Slope], 1)])]);
        return graph.Node("Mul", name, [tanh, graph.Constant($"{name}.height", [(float)Height], 1)]);
    }

    private sealed class Form() : Module<Tensor, Tensor>("scaled-tanh")
    {
        public override Tensor forward(Tensor input) => (input * Slope).tanh_() * Height;
    }
}
