using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Rewriting;

/// <summary>A layer behind which a batch norm can stand.</summary>
/// <param name="Tensor">What it computes.</param>
/// <param name="Channels">Its channels.</param>
public sealed record NormPlace(string Tensor, int Channels);

/// <summary>Mean and variance of each channel of a tensor over samples and places.</summary>
/// <param name="Mean">One number a channel.</param>
/// <param name="Variance">One number a channel.</param>
public sealed record ChannelStatistics(IReadOnlyList<double> Mean, IReadOnlyList<double> Variance);

/// <summary>Batch norms for networks that have none, as those are exported whose norms were folded.</summary>
public static class FreshNorms
{
    private const float Epsilon = 1e-5f;

    private static readonly string[] Weighted = ["Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "RNN"];

    /// <summary>
    /// The convolutions and linear layers of stored float32 weights that no batch norm reads, but for the last ones before the answer,
    /// whose outputs are logits.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="answer">The tensor that holds its answers.</param>
    public static IReadOnlyList<NormPlace> Of(OnnxModel model, string answer)
    {
        var index = new GraphIndex(model.Proto.Graph);
        var last = LastBefore(answer, index);
        var normed = model
            .Proto.Graph.Node.Where(node => node.OpType == "BatchNormalization")
            .Select(node => node.Input[0])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. model
                .Proto.Graph.Node.Where(node => !last.Contains(node.Output[0]) && !normed.Contains(node.Output[0]))
                .Select(node => PlaceOf(node, index))
                .OfType<NormPlace>(),
        ];
    }

    /// <summary>Whether weights are stored in 16 bits.</summary>
    public static bool HasHalves(OnnxModel model) =>
        model.Proto.Graph.Initializer.Any(tensor => tensor.DataType is (int)DataType.Float16 or (int)DataType.Bfloat16);

    /// <summary>
    /// The network with a batch norm behind each place that changes nothing yet: its scale and shift undo what it does with the statistics
    /// that it holds.
    /// </summary>
    /// <param name="model">The network; it is left as it is.</param>
    /// <param name="statistics">Of each place, by tensor.</param>
    public static OnnxModel With(OnnxModel model, IReadOnlyDictionary<string, ChannelStatistics> statistics)
    {
        var proto = model.Proto.Clone();
        var names = new FreeNames(proto.Graph);
        foreach (var node in proto.Graph.Node.Where(node => node.Output.Count > 0 && statistics.ContainsKey(node.Output[0])).ToList())
            Insert(proto, names, node, statistics[node.Output[0]]);
        return model.With(proto);
    }

    private static void Insert(ModelProto model, FreeNames names, NodeProto layer, ChannelStatistics statistics)
    {
        var tensor = layer.Output[0];
        var before = layer.Output[0] = names.Of($"{tensor}/unnormalized");
        var norm = new NodeProto
        {
            OpType = "BatchNormalization",
            Name = names.Of($"{tensor}/norm"),
            Input = { before },
            Output = { tensor },
        };
        norm.Attribute.Add(Attributes.Of("epsilon", Epsilon));
        (string Key, IEnumerable<double> Numbers)[] numbers =
        [
            ("weight", statistics.Variance.Select(variance => Math.Sqrt((float)variance + (double)Epsilon))),
            ("bias", statistics.Mean),
            ("running_mean", statistics.Mean),
            ("running_var", statistics.Variance),
        ];
        foreach (var (key, each) in numbers)
        {
            double[] values = [.. each];
            var stored = TensorValues.Write(names.Of($"{tensor}/norm.{key}"), [values.Length], values);
            Stored.Add(model, stored);
            norm.Input.Add(stored.Name);
        }
        model.Graph.Node.Insert(model.Graph.Node.IndexOf(layer) + 1, norm);
    }

    private static NormPlace? PlaceOf(NodeProto node, GraphIndex index)
    {
        if (node.OpType is not ("Conv" or "Gemm"))
            return null;
        if (index.Stored(node.Input[1]) is not { DataType: (int)DataType.Float } weight)
            return null;
        var isTurned = node.OpType == "Gemm" && Attributes.Int(node, "transB", 0) == 0;
        return new(node.Output[0], (int)(isTurned ? weight.Dims[1] : weight.Dims[0]));
    }

    /// <summary>What weighted layers compute from which the answer follows without another one.</summary>
    private static HashSet<string> LastBefore(string answer, GraphIndex index)
    {
        var (last, seen, open) = (
            new HashSet<string>(StringComparer.Ordinal),
            new HashSet<string>(StringComparer.Ordinal),
            new Stack<string>([answer])
        );
        while (open.TryPop(out var tensor))
        {
            if (!seen.Add(tensor) || index.Producer(tensor) is not { } node)
                continue;
            if (Weighted.Contains(node.OpType))
                last.Add(node.Output[0]);
            else
                foreach (var input in GraphWalk.Reads(node))
                    open.Push(input);
        }
        return last;
    }
}
