using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Operators.Products;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Recurrent;

/// <summary>Gated recurrent unit: h = (1 − z)·h̃ + z·h.</summary>
[Kind("GRU", "gated recurrent unit: h = (1 − z)·h̃ + z·h")]
public sealed record GRU : Recurrence
{
    private protected override int States => 1;

    private protected override Tensor[] Step(Tensor x, Tensor[] states, CellWeights weights)
    {
        var h = states[0];
        var size = h.shape[1];
        var (own, given) = (weights.OfInput(x), weights.OfState(h));
        var (f, g) = (weights.Activation(0, 2, "Sigmoid"), weights.Activation(1, 2, "Tanh"));
        var z = f(own.narrow(1, 0, size) + given.narrow(1, 0, size));
        var r = f(own.narrow(1, size, size) + given.narrow(1, size, size));
        var last = weights.Call.Int("linear_before_reset", 0) != 0 ? r * given.narrow(1, 2 * size, size) : Reset(r * h, weights, size);
        var candidate = g(own.narrow(1, 2 * size, size) + last);
        return [((1 - z) * candidate) + (z * h)];
    }

    private static Tensor Reset(Tensor h, CellWeights weights, long size)
    {
        var product = MatrixProduct.Of(h, weights.R.narrow(0, 2 * size, size).t());
        return weights.StateBias is { } bias ? product + bias.narrow(0, 2 * size, size) : product;
    }
}
