using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Rewriting;

/// <summary>One network whose numbers are the means of several that were trained alike.</summary>
/// <remarks>Wortsman et al. 2022, Model soups, arXiv 2203.05482: it helps where all of them began with the same weights.</remarks>
public static class WeightMean
{
    /// <summary>
    /// The network of the means, taken in float64 and rounded to the type in which each number is stored, also in Constant nodes and in
    /// bodies of If, Loop and Scan. What is the same in all stays as it is.
    /// </summary>
    /// <param name="models">Networks of one graph.</param>
    /// <exception cref="ArgumentException">Their graphs differ, or what is no floating-point number.</exception>
    public static OnnxModel Of(IReadOnlyList<OnnxModel> models)
    {
        List<GraphProto> graphs = [.. models.Select(model => TrainableForm.Lifted(model).Proto.Graph)];
        if (graphs.Exists(other => !other.Node.Equals(graphs[0].Node) || other.Initializer.Count != graphs[0].Initializer.Count))
            throw new ArgumentException("found networks of different nodes; expected one graph.");
        var means = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var place = 0; place < graphs[0].Initializer.Count; place++)
        {
            List<TensorProto> stored = [.. graphs.Select(graph => graph.Initializer[place])];
            if (stored.TrueForAll(tensor => tensor.Equals(stored[0])))
                continue;
            means.Add(stored[0].Name, MeanOf(stored));
        }
        return TrainableForm.With(models[0], means);
    }

    private static float[] MeanOf(List<TensorProto> tensors)
    {
        var first = tensors[0];
        if (tensors.Exists(tensor => !IsAlike(tensor, first)) || !TensorValues.IsFloat((DataType)first.DataType))
            throw new ArgumentException(
                $"found '{first.Name}' of different shapes or types; " + "expected floating-point numbers of one shape."
            );
        var sums = new double[TensorValues.Count(first)];
        foreach (var numbers in tensors.Select(TensorValues.Read))
            for (var i = 0; i < sums.Length; i++)
                sums[i] += numbers[i];
        return [.. sums.Select(sum => (float)(sum / tensors.Count))];
    }

    private static bool IsAlike(TensorProto tensor, TensorProto other) =>
        tensor.Name == other.Name && tensor.Dims.Equals(other.Dims) && tensor.DataType == other.DataType;
}
