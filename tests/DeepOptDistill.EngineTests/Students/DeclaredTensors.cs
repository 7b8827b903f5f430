using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// What a network's layers declare of its file: the tensors that it must compute, with their shapes, and the work by the formulas of text
/// books.
/// </summary>
internal static class DeclaredTensors
{
    /// <summary>
    /// The tensor of every layer, but for those that the file holds under another name: dropout passes on what it is given, and a layer
    /// before a batch norm is folded into it.
    /// </summary>
    public static IReadOnlyDictionary<string, long[]> Of(StudentSpec spec)
    {
        var layers = Placement.Of(spec);
        var tensors = Named(layers.SkipLast(1), "").Append(("logits", layers[^1]));
        return tensors.ToDictionary(t => t.Item1, t => (long[])[1, .. t.Item2.Output.Sizes.Select(size => (long)size)]);
    }

    /// <summary>Multiply-accumulates for one sample: of convolutions and matrices alone.</summary>
    public static long Macs(StudentSpec spec) => Placement.Of(spec).Sum(Macs);

    private static IEnumerable<(string, Placed)> Named(IEnumerable<Placed> layers, string prefix) =>
        layers.Where(HasTensor).SelectMany(place => Inner(place, prefix).Append((prefix + place.Name, place)));

    private static bool HasTensor(Placed place) =>
        place.Block is not Dropout && (place.Block is not (Conv or Linear or LowRank) || place.Next is not BatchNorm);

    private static IEnumerable<(string, Placed)> Inner(Placed place, string prefix) =>
        place.Block is not Residual residual
            ? []
            :
            [
                .. Named(Body(residual, place), $"{prefix}{place.Name}."),
                .. place.Input == place.Output
                    ? (IEnumerable<(string, Placed)>)[]
                    : [($"{prefix}{place.Name}.shortcut.batch-norm1", place)],
            ];

    private static IReadOnlyList<Placed> Body(Residual residual, Placed place) =>
        Placement.Place(residual.Layers, place.Input, _ => "", []);

    private static long Macs(Placed place) =>
        place.Block switch
        {
            Conv conv => Values(place.Output) * conv.Kernel * conv.Kernel * place.Input.Channels / conv.Groups,
            Linear linear => Values(place.Input) * linear.Features,
            LowRank low => low.Rank * (Values(place.Input) + low.Features),
            Residual residual => Body(residual, place).Sum(Macs)
                + (place.Input == place.Output ? 0 : Values(place.Output) * place.Input.Channels),
            _ => 0,
        };

    private static long Values(Shape shape) => shape.Sizes.Aggregate(1L, (product, size) => product * size);
}
