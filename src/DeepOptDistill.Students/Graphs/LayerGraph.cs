using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs;

/// <summary>A layer as a graph that is trained.</summary>
/// <param name="Model">The graph: one input, one output.</param>
/// <param name="Input">Name of the tensor that enters.</param>
/// <param name="Numbers">What training changes, in the order of the state.</param>
internal sealed record LayerGraph(OnnxModel Model, string Input, IReadOnlyList<LayerNumber> Numbers)
{
    private const string Entering = "/in";

    /// <summary>Options of batch norms by the tensor that they compute; by the node's attributes where one is missing.</summary>
    public IReadOnlyDictionary<string, BatchNorm> Norms { get; init; } = new Dictionary<string, BatchNorm>();

    /// <summary>Seed and probability of dropout, by the tensor that it computes.</summary>
    public IReadOnlyDictionary<string, (Seed Seed, double Probability)> Masks { get; init; } = new Dictionary<string, (Seed, double)>();

    /// <summary>Batch norms whose statistics stay as they are, by the tensor that they compute.</summary>
    public IReadOnlySet<string> FrozenNorms { get; init; } = new HashSet<string>();

    /// <summary>Tensors inside that somebody reads: no pass hides them.</summary>
    public IReadOnlySet<string> Watched { get; init; } = new HashSet<string>();

    /// <summary>What is done with samples before they enter.</summary>
    public Func<Tensor, Tensor>? Before { get; init; }

    /// <summary>What is done with what leaves.</summary>
    public Func<Tensor, Tensor>? Behind { get; init; }

    /// <summary>Seed of masks that have none of their own.</summary>
    public Seed Seed { get; init; }

    /// <summary>Names in the graph of what somebody reads inside a layer.</summary>
    public static IReadOnlySet<string> WatchedOf(Placed place) =>
        place.Watched.Select(inner => inner.Tensor).ToHashSet(StringComparer.Ordinal);

    /// <summary>Shape of one sample behind a block, which is written without its numbers.</summary>
    /// <param name="site">The block, where it stands.</param>
    public static Shape Outline(Site site)
    {
        var writer = new LayerWriter(new GraphBuilder(site.Name), new LayerNumbers.Outlined(), default);
        var input = writer.Graph.Input(Entering, [null, .. site.Input.Sizes.Select(size => (long?)size)]);
        var output = site.Block.Write(site, input, writer.At(site.Name));
        if (output == input)
            return site.Input;
        var shapes = GraphShapes.Of(
            writer.Graph.Part(output),
            new Dictionary<string, long[]> { [input] = [1, .. site.Input.Sizes.Select(size => (long)size)] }
        );
        return shapes.Find(output) switch
        {
            [_, var channels, var height, var width] => Shape.Map(checked((int)channels), checked((int)height), checked((int)width)),
            [_, var features] => Shape.Features(checked((int)features)),
            var other => throw new InvalidOperationException(
                $"{site.Name}: found {other?.Length.ToString(CultureInfo.InvariantCulture) ?? "no"} "
                    + "axes behind it; expected a vector or maps, by a shape rule of each operator that it writes."
            ),
        };
    }

    /// <summary>A layer that a block writes; null where it passes on what enters.</summary>
    /// <param name="place">The block at its place.</param>
    /// <param name="seed">Seed of the network's weights.</param>
    /// <param name="behind">The layer behind, where it is computed together with this one.</param>
    public static LayerGraph? Of(Placed place, Seed seed, Placed? behind = null)
    {
        var numbers = new LayerNumbers.Drawn();
        var writer = new LayerWriter(new GraphBuilder(place.Name), numbers, seed);
        var input = writer.Graph.Input(Entering, [null, .. place.Input.Sizes.Select(size => (long?)size)]);
        var output = place.Block.Write(place, input, writer.At(place.Name));
        if (behind is not null)
            output = behind.Block.Write(behind, output, writer.At(behind.Name));
        if (output == input)
            return null;
        var own = numbers.All.Select(number =>
            number with
            {
                Name = number.Name[(number.Name.IndexOf('.', StringComparison.Ordinal) + 1)..],
            }
        );
        return new(writer.Graph.Part(output), input, [.. own])
        {
            Norms = writer.Norms,
            Masks = writer.Masks,
            Seed = seed,
            Watched = WatchedOf(place),
        };
    }
}
