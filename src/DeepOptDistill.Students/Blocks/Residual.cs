using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// y = F(x) + S(x): inner layers F beside a shortcut S. The shortcut is the identity where the shapes agree, otherwise a 1×1 convolution
/// with the stride that fits and a batch norm.
/// </summary>
/// <remarks>He et al. 2016, Deep Residual Learning (options A-less form, B).</remarks>
[Kind("residual", "inner layers plus a shortcut: F(x) + S(x)")]
public sealed record Residual : Block
{
    /// <summary>The inner layers F.</summary>
    [MinLength(1)]
    public required IReadOnlyList<Block> Layers { get; init; }

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedMap(input);
        var placed = Placement.Place(Layers, input, where, problems);
        if (placed.Count < Layers.Count) return input;
        var output = placed[^1].Output;
        if (!output.IsMap) throw new ShapeException($"inner layers that end in {output} features", "maps", "Move 'flatten' and 'linear' behind the block.");
        _ = Stride(input, output);
        return output;
    }

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context)
    {
        var body = new Chain(Body(place.Input), context);
        var shortcut = place.Input == place.Output ? null : new Chain(Shortcut(place), context.For("shortcut"));
        return new Form(body, shortcut);
    }

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var form = (Form)module;
        var inner = context.Inside(place);
        var body = form.Body.Export(input, inner);
        var shortcut = form.Shortcut?.Export(input, inner.Inside("shortcut")) ?? input;
        return context.Graph.Node("Add", context.Name(place), [body, shortcut]);
    }

    private IReadOnlyList<Placed> Body(Shape input) => Placement.Place(Layers, input, _ => "", []);

    private static IReadOnlyList<Placed> Shortcut(Placed place) => Placement.Place(
        [new Conv { Channels = place.Output.Channels, Kernel = 1, Stride = Stride(place.Input, place.Output) }, new BatchNorm()], place.Input, _ => "", []);

    private static int Stride(Shape input, Shape output)
    {
        var stride = (input.Height + output.Height - 1) / output.Height;
        var fits = ((input.Height - 1) / stride) + 1 == output.Height && ((input.Width - 1) / stride) + 1 == output.Width;
        return fits ? stride : throw new ShapeException($"inner layers that turn {input} into {output}", "a height and width that a strided 1×1 shortcut can reach", "Pad the inner convolutions.");
    }

    internal sealed class Form : Module<Tensor, Tensor>
    {
        public Form(Chain body, Chain? shortcut) : base("residual")
        {
            Body = body;
            Shortcut = shortcut;
            register_module("body", body);
            if (shortcut is not null) register_module("shortcut", shortcut);
        }

        public Chain Body { get; }

        public Chain? Shortcut { get; }

        public override Tensor forward(Tensor input) => Body.call(input) + (Shortcut?.call(input) ?? input);
    }
}
