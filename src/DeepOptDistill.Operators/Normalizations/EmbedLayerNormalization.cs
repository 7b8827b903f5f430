using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>
/// Layer norm of the sum of what tables hold of each word, its place and its segment; and how many words each sample has.
/// </summary>
[Kind("com.microsoft.EmbedLayerNormalization", "layer norm of the sum of what tables hold of each word, its place and its segment")]
public sealed record EmbedLayerNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        long[] rows = [.. call[0], call[2][1]];
        return [rows, [call[0][0]], rows];
    }

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(2, 3, 4, 5, 6);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var words = call[0].to_type(ScalarType.Int64);
        var places = call.Find(8)?.to_type(ScalarType.Int64) ?? arange(words.shape[1], dtype: ScalarType.Int64);
        var sum = Rows(call[2], words) + Rows(call[3], places);
        if (call.Find(1) is { } segments)
            sum = sum + Rows(call[4], segments.to_type(ScalarType.Int64));
        var scaled = Rescaled.ByMoments(sum, [-1], call.Float("epsilon", 1e-12f)).Numbers;
        return [(scaled * call[5]) + call[6], call.Asks(1) ? Counted(call, words) : null, call.Asks(2) ? sum : null];
    }

    private static Tensor Rows(Tensor table, Tensor places) => table.index(TensorIndex.Tensor(places));

    /// <summary>Words that the mask lets be seen; 0 for each sample where there is none.</summary>
    private static Tensor Counted(NodeCall call, Tensor words) =>
        (call.Find(7) is { } mask ? mask.ne(0).sum(1) : zeros(words.shape[0])).to_type(ScalarType.Int32);
}
