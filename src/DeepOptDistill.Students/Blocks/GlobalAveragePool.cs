using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Mean of each map: C×H×W → C features.</summary>
/// <remarks>Lin et al. 2013, Network in Network.</remarks>
[Kind("global-average-pool", "mean of each map: C×H×W → C")]
public sealed record GlobalAveragePool : Block
{
    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => Shape.Features(NeedMap(input).Channels);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new Form();

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var name = context.Name(place);
        var pooled = context.Graph.Node("GlobalAveragePool", $"{name}.pool", [input]);
        return context.Graph.Node("Flatten", name, [pooled], ("axis", 1L));
    }

    private sealed class Form() : Module<Tensor, Tensor>("global-average-pool")
    {
        public override Tensor forward(Tensor input) => input.mean([2, 3]);
    }
}
