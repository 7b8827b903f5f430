using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Norms.Fused;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Networks;

/// <summary>Blocks in a row, each registered under its own name.</summary>
internal sealed class Chain : Module<Tensor, Tensor>
{
    private readonly List<(Placed Place, Module<Tensor, Tensor> Module)> layers = [];

    public Chain(IReadOnlyList<Placed> places, BuildContext context) : base("chain")
    {
        foreach (var place in places)
        {
            var module = place.Block.Build(place, context.For(place.Name));
            layers.Add((place, module));
            register_module(place.Name, module);
        }
    }

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
            var output = module.call(tensor);
            if (passing && !ReferenceEquals(output, tensor)) tensor.Dispose();
            if (guided is not null && place.IsGuided) guided[place.Name] = output;
            // What a caller handed in or keeps is not ours to free, also where a layer passes it on as it is.
            passing = (passing || !ReferenceEquals(output, tensor)) && !(guided is not null && place.IsGuided);
            tensor = output;
        }
        return tensor;
    }

    /// <summary>Everything in the first layers that normalizes by the statistics of a batch.</summary>
    public IReadOnlyList<IBatchStatistics> BatchNorms(int end) => [.. layers.Take(end).SelectMany(layer => layer.Module.modules().Prepend(layer.Module)).OfType<IBatchStatistics>().Distinct()];

    public string Export(string input, ExportContext context)
    {
        foreach (var (place, module) in layers)
        {
            input = place.Block.Export(place, module, input, context);
            context.Shapes[input] = [1, .. place.Output.Sizes.Select(s => (long)s)];
        }
        return input;
    }
}
