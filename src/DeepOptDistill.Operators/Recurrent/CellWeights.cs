using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Products;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Recurrent;

/// <summary>The weights of one direction of a recurrent node.</summary>
/// <param name="W">Gates·hidden × inputs.</param>
/// <param name="R">Gates·hidden × hidden.</param>
/// <param name="InputBias">Gates·hidden, or null.</param>
/// <param name="StateBias">Gates·hidden, or null.</param>
/// <param name="Peepholes">Hidden numbers of each of three gates, or null.</param>
/// <param name="Call">The node.</param>
/// <param name="Side">0 for the first direction.</param>
internal sealed record CellWeights(Tensor W, Tensor R, Tensor? InputBias, Tensor? StateBias, Tensor? Peepholes, NodeCall Call, int Side)
{
    public static CellWeights Of(NodeCall call, int side)
    {
        var (w, r) = (call[1].select(0, side), call[2].select(0, side));
        var bias = call.Find(3)?.select(0, side);
        var half = r.shape[0];
        return new(w, r, bias?.narrow(0, 0, half), bias?.narrow(0, half, half), call.Find(7)?.select(0, side), call, side);
    }

    public Tensor OfInput(Tensor x) => InputBias is { } bias ? MatrixProduct.Of(x, W.t()) + bias : MatrixProduct.Of(x, W.t());

    public Tensor OfState(Tensor h) => StateBias is { } bias ? MatrixProduct.Of(h, R.t()) + bias : MatrixProduct.Of(h, R.t());

    /// <summary>The function of one gate, by the node's list of them.</summary>
    public Func<Tensor, Tensor> Activation(int number, int each, string usual)
    {
        var names = Attributes.Find(Call.Node, "activations")?.Strings.Select(name => name.ToStringUtf8()).ToArray();
        if (Call.Has("activation_alpha") || Call.Has("activation_beta"))
            throw new NotSupportedException($"{Call.Node.OpType} with activation_alpha");
        return (names is null ? usual : names[(Side * each) + number]) switch
        {
            "Sigmoid" => x => x.sigmoid(),
            "Tanh" => x => x.tanh(),
            "Relu" => x => x.clamp_min(0),
            "Softsign" => x => x / (1 + x.abs()),
            "Softplus" => x => nn.functional.softplus(x, 1, 30),
            var name => throw new NotSupportedException($"{Call.Node.OpType} with activation '{name}'"),
        };
    }
}
