using DeepOptDistill.Core.Features;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;

namespace DeepOptDistill.Training.Regressors;

/// <summary>The block that ends a regressor like the layer that the hint comes from.</summary>
internal static class HintActivation
{
    /// <summary>Maps that the block makes one of, and the block; none for a hint without a non-linearity.</summary>
    public static (int Pieces, Block? Block) Of(TapActivation activation) =>
        activation.Kind switch
        {
            "relu" => (1, new ReLU()),
            "leaky-relu" => (1, new LeakyReLU { Slope = activation.Value }),
            "sigmoid" => (1, new Sigmoid()),
            "tanh" => (1, new Tanh()),
            "elu" => (1, new Elu()),
            "gelu" => (1, new Gelu()),
            "silu" => (1, new Silu()),
            "softplus" => (1, new Softplus()),
            "maxout" => ((int)activation.Value, new Maxout { Pieces = (int)activation.Value }),
            _ => (1, null),
        };
}
