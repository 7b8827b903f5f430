using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Initialization;

/// <summary>
/// The data-driven half of LSUV: layer by layer W ← W / √Var(output) over one batch, until the variance is 1. Dropout is off.
/// </summary>
/// <remarks>Mishkin and Matas 2016, arXiv 1511.06422, algorithm 1.</remarks>
public static class LayerSequential
{
    /// <summary>Whether a layer of the network asks for it.</summary>
    public static bool WantedBy(Network network) => network.Layers.Any(place => Of(place.Block) is not null);

    /// <summary>Scales the layers that ask for it, the first one first.</summary>
    /// <param name="network">The network, untrained.</param>
    /// <param name="pixels">A batch of standardized pixels, the larger the better.</param>
    public static void Scale(Network network, Tensor pixels)
    {
        using var _ = no_grad();
        network.TrainWithoutDropout();
        for (var layer = 0; layer < network.Layers.Count; layer++)
        {
            if (Of(network.Layers[layer].Block) is not { } lsuv)
                continue;
            var weight = network.Parameters.First(p => p.Name == $"{network.Layers[layer].Name}.weight").Value;
            for (var round = 0; round < lsuv.Rounds; round++)
            {
                using var scope = NewDisposeScope();
                var variance = network.Upto(layer + 1, pixels).var().item<float>();
                if (Math.Abs(variance - 1) <= lsuv.Tolerance || !(variance > 0))
                    break;
                weight.div_(Math.Sqrt(variance));
            }
        }
    }

    private static Lsuv? Of(Block block) =>
        block switch
        {
            Conv { Init: Lsuv lsuv } => lsuv,
            Linear { Init: Lsuv lsuv } => lsuv,
            _ => null,
        };
}
