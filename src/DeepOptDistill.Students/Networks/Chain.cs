using DeepOptDistill.Core;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Students.Norms.Fused;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Networks;

/// <summary>Layers in a row, each a graph that is registered under the layer's name.</summary>
internal sealed class Chain : Module<Tensor, Tensor>
{
    private readonly List<(Placed Place, GraphModule Module)> layers = [];

    public Chain(IReadOnlyList<Placed> places, Seed seed)
        : base("chain")
    {
        for (var i = 0; i < places.Count; i++)
        {
            var module = new GraphModule(GraphOf(places, i, seed));
            layers.Add((places[i], module));
            register_module(places[i].Name, module);
        }
    }

    /// <summary>The layers' graphs.</summary>
    public IEnumerable<GraphModule> Graphs => layers.Select(layer => layer.Module);

    public override Tensor forward(Tensor input) => Between(0, layers.Count, input);

    /// <summary>
    /// Output of a stretch of layers. What lies between is let go at once, so that the backward pass frees it layer by layer; guided layers
    /// are given to <paramref name="guided"/>, by name.
    /// </summary>
    public Tensor Between(int first, int end, Tensor input, IDictionary<string, Tensor>? guided = null)
    {
        var tensor = input;
        var passing = false;
        foreach (var (place, module) in layers.Take(end).Skip(first))
        {
            var output = guided is null ? module.call(tensor) : module.Watched(tensor, place.Watched, guided);
            if (passing && !ReferenceEquals(output, tensor))
                tensor.Dispose();
            if (guided is not null && place.IsGuided)
                guided[place.Name] = output;
            // What a caller handed in or keeps is not ours to free, also where a layer passes it on as it is.
            passing = (passing || !ReferenceEquals(output, tensor)) && !(guided is not null && place.IsGuided);
            tensor = output;
        }
        return tensor;
    }

    /// <summary>Names of the learned numbers that tensors inside a layer are computed of.</summary>
    public IReadOnlySet<string> NumbersBelow(int layer, IEnumerable<InnerTensor> inner) =>
        layers[layer]
            .Module.NumbersBelow(inner.Select(one => one.Tensor))
            .Select(name => $"{layers[layer].Place.Name}.{name}")
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Everything in the first layers that normalizes by the statistics of a batch.</summary>
    public IReadOnlyList<IBatchStatistics> BatchNorms(int end) =>
        [.. layers.Take(end).SelectMany(layer => layer.Module.Steps).OfType<IBatchStatistics>()];

    /// <summary>Writes blocks one behind the other and gives the name of the tensor that leaves the last.</summary>
    public static string Write(IReadOnlyList<Placed> places, string input, LayerWriter writer)
    {
        foreach (var place in places)
        {
            input = place.Block.Write(place, input, writer.At(place.Name));
            writer.Shapes[input] = [1, .. place.Output.Sizes.Select(s => (long)s)];
        }
        return input;
    }

    /// <summary>The graph of a layer. A rectifier behind a batch norm is computed with it, where nobody looks between them.</summary>
    private static LayerGraph? GraphOf(IReadOnlyList<Placed> places, int at, Seed seed)
    {
        if (places[at].Block is GraphBlock stretch)
            return stretch.Graph(seed.Derive(places[at].Name)) with { Watched = LayerGraph.WatchedOf(places[at]) };
        if (at > 0 && IsJoined(places[at - 1], places[at]))
            return null;
        return LayerGraph.Of(places[at], seed, at + 1 < places.Count && IsJoined(places[at], places[at + 1]) ? places[at + 1] : null);
    }

    private static bool IsJoined(Placed norm, Placed rectifier) =>
        norm is { IsGuided: false, Block: BatchNorm } && rectifier.Block is Activations.ReLU or Activations.LeakyReLU;
}
