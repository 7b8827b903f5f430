using DeepOptDistill.Students.Export;
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

    /// <summary>Output of a stretch of layers. What lies between is let go at once, so that the backward pass frees it layer by layer.</summary>
    public Tensor Between(int first, int end, Tensor input)
    {
        var tensor = input;
        foreach (var (_, module) in layers.Take(end).Skip(first))
        {
            var output = module.call(tensor);
            if (!ReferenceEquals(output, tensor) && !ReferenceEquals(tensor, input)) tensor.Dispose();
            tensor = output;
        }
        return tensor;
    }

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
