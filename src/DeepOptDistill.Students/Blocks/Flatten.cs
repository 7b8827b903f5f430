using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Maps as one vector, channel by channel: C×H×W → C·H·W features.</summary>
[Kind("flatten", "maps as one vector: C×H×W → C·H·W")]
public sealed record Flatten : Block
{
    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => Shape.Features(input.Count);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => nn.Flatten();

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) =>
        context.Graph.Node("Flatten", context.Name(place), [input], ("axis", 1L));
}
