using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Students.Imported;

/// <summary>A layer of a network that was read from a file: a stretch of its graph.</summary>
/// <param name="Source">The network.</param>
/// <param name="Place">Number of the stretch.</param>
[Unlisted]
internal sealed record GraphBlock(ImportedNetwork Source, int Place) : Block
{
    /// <summary>The nodes.</summary>
    public GraphSegment Segment => Source.Segments[Place];

    /// <summary>Whether it gives the answer.</summary>
    public bool IsLast => Place == Source.Segments.Count - 1;

    internal override Shape Outline(Site site) => Source.ShapeOf(Segment.Output)!;

    internal override IEnumerable<InnerTensor> Inner(Site site) =>
        from node in Segment.Model.Proto.Graph.Node
        from tensor in node.Output
        where tensor != Segment.Output && Source.AliasOf(tensor) is not null && Source.ShapeOf(tensor) is not null
        select new InnerTensor(Source.AliasOf(tensor)!, tensor, Source.ShapeOf(tensor)!);

    internal override string Write(Site place, string input, LayerWriter writer) =>
        throw new NotSupportedException($"{place.Name}: found a stretch of a file's graph; expected to write the file as a whole.");

    /// <summary>The stretch as a layer that is trained.</summary>
    /// <param name="seed">Seed of the layer: of a new last layer's weights, and of masks.</param>
    public LayerGraph Graph(Seed seed)
    {
        var proto = Segment.Model.Proto.Graph;
        var norms = proto.Node.Where(node => node.OpType == "BatchNormalization" && node.Input.Count == 5).ToList();
        var frozen = norms.Where(node => !Source.IsLearned(node.Input[1])).ToList();
        var fresh = Source.FreshNorms;
        var statistics = norms.Except(frozen).SelectMany(node => node.Input.Skip(3)).ToHashSet(StringComparer.Ordinal);
        return new(
            Segment.Model,
            Segment.Input,
            [.. proto.Initializer.Where(stored => IsChanged(stored.Name, statistics)).Select(stored => Number(stored, statistics, seed))]
        )
        {
            // A short training is too few batches for running statistics to settle.
            Norms = norms
                .Except(frozen)
                .Where(node => fresh.Contains(node.Output[0]))
                .ToDictionary(
                    node => node.Output[0],
                    _ => new BatchNorm { Statistics = NormStatistics.Population },
                    StringComparer.Ordinal
                ),
            FrozenNorms = frozen.Select(node => node.Output[0]).ToHashSet(StringComparer.Ordinal),
            Before = Place == 0 ? samples => SampleOrders.Arranged(samples, Source.Order) : null,
            Behind = IsLast ? Source.Meant : null,
            Seed = seed,
        };
    }

    private bool IsChanged(string tensor, HashSet<string> statistics) =>
        statistics.Contains(tensor) || (Source.Learned.Contains(tensor) && Source.IsLearned(tensor));

    private LayerNumber Number(TensorProto stored, HashSet<string> statistics, Seed seed) =>
        new(stored.Name, stored.Name, [.. stored.Dims], FirstValues(stored, seed)) { IsStatistic = statistics.Contains(stored.Name) };

    private float[] FirstValues(TensorProto stored, Seed seed)
    {
        if (Source.FanInOf(stored.Name) is not { } inputs)
            return StoredFloats.Of(stored);
        var count = (int)stored.Dims.Aggregate(1L, (product, size) => product * size);
        return new He().Draw(count, inputs, count / inputs, seed.Derive(stored.Name));
    }
}
