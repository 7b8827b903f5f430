using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

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

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedMap(input);
        var placed = Placement.Place(Layers, input, where, problems);
        if (placed.Count < Layers.Count)
            return;
        var output = placed[^1].Output;
        if (!output.IsMap)
            throw new ShapeException(
                $"inner layers that end in {output} features",
                "maps",
                "Move 'flatten' and 'linear' behind the block."
            );
        _ = Stride(input, output);
    }

    internal override IEnumerable<InnerTensor> Inner(Site site) =>
        from place in Placement.Place(Layers, site.Input, _ => "", [])
        from one in place.Block.Inner(place).Prepend(new InnerTensor(place.Name, place.Name, place.Output))
        select new InnerTensor($"{site.Name}.{one.Name}", $"{site.Name}.{one.Tensor}", one.Shape);

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var layers = Placement.Place(Layers, place.Input, _ => "", []);
        var (body, output) = (Chain.Write(layers, input, writer.Inside("body", isApart: false)), layers[^1].Output);
        var shortcut =
            place.Input == output ? input : Chain.Write(Shortcut(place.Input, output), input, writer.Inside("shortcut", isApart: true));
        return writer.Node("Add", [body, shortcut]);
    }

    private static IReadOnlyList<Placed> Shortcut(Shape input, Shape output) =>
        Placement.Place(
            [
                new Conv
                {
                    Channels = output.Channels,
                    Kernel = 1,
                    Stride = Stride(input, output),
                },
                new BatchNorm(),
            ],
            input,
            _ => "",
            []
        );

    private static int Stride(Shape input, Shape output)
    {
        var stride = (input.Height + output.Height - 1) / output.Height;
        var fits = ((input.Height - 1) / stride) + 1 == output.Height && ((input.Width - 1) / stride) + 1 == output.Width;
        return fits
            ? stride
            : throw new ShapeException(
                $"inner layers that turn {input} into {output}",
                "a height and width that a strided 1×1 shortcut can reach",
                "Pad the inner convolutions."
            );
    }
}
