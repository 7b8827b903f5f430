using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Recurrent layers: T·N·(|W| + |R|) for T steps of N sequences; peepholes, gates and states are elementwise.</summary>
internal sealed record Recurrence : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } = ["LSTM", "GRU", "RNN", $"{Microsoft}.DynamicQuantizeLSTM"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType switch
    {
        "LSTM" => At(1, 2, 3, 7),
        "DynamicQuantizeLSTM" => Quantized(1, 2, 3, 7),
        _ => At(1, 2, 3),
    };

    public override long? Macs(NodeShapes node) => node.Input(0)[0] * node.Input(0)[1] * (node.InputSize(1) + node.InputSize(2));
}
