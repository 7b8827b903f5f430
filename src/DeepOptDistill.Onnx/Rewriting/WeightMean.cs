using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Rewriting;

/// <summary>One network whose stored numbers are the means of several that were trained alike.</summary>
/// <remarks>Wortsman et al. 2022, Model soups, arXiv 2203.05482: it helps where all of them began with the same weights.</remarks>
public static class WeightMean
{
    /// <summary>The network of the means, taken in float64; a tensor that is the same in all stays as it is.</summary>
    /// <param name="models">Networks of one graph.</param>
    /// <exception cref="ArgumentException">Their graphs differ, or numbers that are not float32.</exception>
    public static OnnxModel Of(IReadOnlyList<OnnxModel> models)
    {
        var proto = models[0].Proto.Clone();
        if (models.Any(other => !other.Proto.Graph.Node.Equals(proto.Graph.Node)))
            throw new ArgumentException("found networks of different nodes; expected one graph.");
        for (var place = 0; place < proto.Graph.Initializer.Count; place++)
            proto.Graph.Initializer[place] = MeanOf([.. models.Select(model => model.Proto.Graph.Initializer[place])]);
        return models[0].With(proto);
    }

    private static TensorProto MeanOf(IReadOnlyList<TensorProto> tensors)
    {
        var first = tensors[0];
        if (tensors.All(tensor => tensor.Equals(first))) return first;
        if (tensors.Any(tensor => tensor.Name != first.Name || !tensor.Dims.Equals(first.Dims) || tensor.DataType != (int)DataType.Float))
            throw new ArgumentException($"found '{first.Name}' of different shapes or types; expected float32 of one shape.");
        var sums = TensorValues.Read(first);
        foreach (var tensor in tensors.Skip(1))
        {
            var numbers = TensorValues.Read(tensor);
            for (var i = 0; i < sums.Length; i++) sums[i] += numbers[i];
        }
        return TensorValues.Write(first.Name, first.Dims, [.. sums.Select(sum => sum / tensors.Count)]);
    }
}
