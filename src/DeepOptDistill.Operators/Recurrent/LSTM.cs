using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Recurrent;

/// <summary>Long short-term memory: c = f·c + i·c̃, h = o·tanh c; gates stand in the order i, o, f, c.</summary>
[Kind("LSTM", "long short-term memory: c = f·c + i·c̃, h = o·tanh c")]
public sealed record LSTM : Recurrence
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2, 3, 7);

    private protected override int States => 2;

    private protected override Tensor[] Step(Tensor x, Tensor[] states, CellWeights weights)
    {
        if (weights.Call.Int("input_forget", 0) != 0)
            throw new NotSupportedException("LSTM with input_forget");
        var (h, c) = (states[0], states[1]);
        var size = h.shape[1];
        var all = weights.OfInput(x) + weights.OfState(h);
        var (f, g, last) = (weights.Activation(0, 3, "Sigmoid"), weights.Activation(1, 3, "Tanh"), weights.Activation(2, 3, "Tanh"));
        Tensor Gate(int gate) => all.narrow(1, gate * size, size);
        Tensor Peep(int gate, Tensor cell) =>
            weights.Peepholes is { } peep ? Gate(gate) + (peep.narrow(0, gate * size, size) * cell) : Gate(gate);
        var after = (f(Peep(2, c)) * c) + (f(Peep(0, c)) * g(Gate(3)));
        return [f(Peep(1, after)) * last(after), after];
    }
}
