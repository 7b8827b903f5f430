using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Counts of words, weighted.</summary>
[Kind("TfIdfVectorizer", "counts of words, weighted")]
public sealed record TfIdfVectorizer : CountedOperator
{
    internal override long Stored(NodeProto node) => Numbers(node, "weights");
}
