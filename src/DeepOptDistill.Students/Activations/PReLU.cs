using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = max(0, x) + a·min(0, x) with a slope a that is learned, one per channel or one for the layer; never decayed.</summary>
/// <remarks>He et al. 2015, arXiv 1502.01852.</remarks>
[Kind("prelu", "max(0, x) + a·min(0, x), slope a learned")]
public sealed record PReLU : Activation
{
    /// <summary>Initial slope.</summary>
    [Between(-1, 1)]
    public double Start { get; init; } = 0.25;

    /// <summary>One slope for the layer instead of one per channel.</summary>
    public bool Shared { get; init; }

    /// <summary>The formula at the initial slope.</summary>
    public override double Formula(double x) => Math.Max(0, x) + (Start * Math.Min(0, x));

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => nn.PReLU(Shared ? 1 : place.Input.Channels, Start);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var name = context.Name(place);
        var slope = ParameterMemory.Read(((TorchSharp.Modules.PReLU)module).weight!);
        // ONNX broadcasts the slope from the right: channels × 1 × 1 against maps.
        long[] shape = place.Input.IsMap ? [slope.Length, 1, 1] : [slope.Length];
        return context.Graph.Node("PRelu", name, [input, context.Graph.Constant($"{name}.slope", slope, shape)]);
    }
}
