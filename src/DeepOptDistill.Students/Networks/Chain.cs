using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Norms;
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

    public override Tensor forward(Tensor input) => layers.Aggregate(input, (tensor, layer) => layer.Module.call(tensor));

    /// <summary>The batch norms of this chain and of the residual blocks in it.</summary>
    public IEnumerable<NormLayer> Norms(string path = "") => layers.SelectMany(layer => (layer.Place.Block, layer.Module) switch
    {
        (BatchNorm norm, var module) => [NormLayer.Of(path + layer.Place.Name, norm, module)],
        (_, Residual.Form form) => form.Body.Norms($"{path}{layer.Place.Name}.body.").Concat(form.Shortcut?.Norms($"{path}{layer.Place.Name}.shortcut.") ?? []),
        _ => Enumerable.Empty<NormLayer>(),
    });

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
