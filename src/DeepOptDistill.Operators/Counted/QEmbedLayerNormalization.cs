using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Quantized tables of words, places and segments with a layer norm.</summary>
[Kind("com.microsoft.QEmbedLayerNormalization", "quantized tables of words with a layer norm")]
public sealed record QEmbedLayerNormalization : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(2, 3, 4, 5, 6);
}
