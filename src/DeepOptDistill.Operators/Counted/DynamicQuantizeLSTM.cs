using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Recurrent;

namespace DeepOptDistill.Operators.Counted;

/// <summary>LSTM with quantized weights.</summary>
[Kind("com.microsoft.DynamicQuantizeLSTM", "LSTM with quantized weights")]
public sealed record DynamicQuantizeLSTM : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(1, 2, 3, 7);

    internal override long? Macs(NodeShapes node) => Recurrence.Work(node);
}
