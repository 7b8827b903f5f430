using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Recurrent;

/// <summary>h = f(W·x + R·h + b).</summary>
[Kind("RNN", "h = f(W·x + R·h + b)")]
public sealed record RNN : Recurrence
{
    private protected override int States => 1;

    private protected override Tensor[] Step(Tensor x, Tensor[] states, CellWeights weights) =>
        [weights.Activation(0, 1, "Tanh")(weights.OfInput(x) + weights.OfState(states[0]))];
}
