using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Rewriting;

/// <summary>Numbers that are added to a network's logits, one for each class.</summary>
public static class LogitShift
{
    /// <summary>
    /// Adds them to the biases of the last layer where that is a Gemm with float32 biases that nobody else reads, else by an Add in front
    /// of the answer. Of answers that are a softmax of logits these are shifted, not the probabilities.
    /// </summary>
    /// <param name="model">The network; it is left as it is.</param>
    /// <param name="answer">The output that holds its answers, of float32.</param>
    /// <param name="shifts">One number a class.</param>
    public static OnnxModel Of(OnnxModel model, string answer, IReadOnlyList<float> shifts)
    {
        var proto = model.Proto.Clone();
        var index = new GraphIndex(proto.Graph);
        var logits = LogitsOf(answer, index);
        var last = index.Producer(logits);
        if (last is not null && BiasOf(last, index, shifts.Count) is { } bias)
            Add(bias, shifts);
        else
            Insert(proto, logits, last, shifts, ElementTypes.Of(model).GetValueOrDefault(logits) == DataType.Float16);
        return model.With(proto);
    }

    /// <summary>
    /// What the last softmax reads, where the answer is one, perhaps named or typed otherwise; the answer itself otherwise.
    /// </summary>
    private static string LogitsOf(string answer, GraphIndex index)
    {
        var node = index.Producer(answer);
        while (node is { OpType: "Identity" or "Cast" or "Reshape" or "Flatten" or "Squeeze" })
            node = index.Producer(node.Input[0]);
        return node is { OpType: "Softmax" or "LogSoftmax" } ? node.Input[0] : answer;
    }

    private static TensorProto? BiasOf(NodeProto last, GraphIndex index, int classes)
    {
        if (last.OpType != "Gemm" || last.Input.Count < 3 || Attributes.Float(last, "beta", 1) != 1)
            return null;
        return
            index.Stored(last.Input[2]) is { DataType: (int)DataType.Float } bias
            && index.Reads(bias.Name) == 1
            && TensorValues.Count(bias) == classes
            ? bias
            : null;
    }

    private static void Add(TensorProto bias, IReadOnlyList<float> shifts)
    {
        var before = TensorValues.Read(bias);
        // Each sum is rounded once, as a training's own addition is.
        var after = TensorValues.Write(bias.Name, bias.Dims, [.. before.Select((number, c) => (double)((float)number + shifts[c]))]);
        (bias.RawData, bias.DataType) = (after.RawData, after.DataType);
        bias.FloatData.Clear();
    }

    private static void Insert(ModelProto model, string logits, NodeProto? last, IReadOnlyList<float> shifts, bool isHalf)
    {
        var graph = model.Graph;
        if (last is null)
            throw new ArgumentException($"found '{logits}', which no node computes; expected logits.");
        var names = new FreeNames(graph);
        var (before, shift) = (names.Of($"{logits}/unshifted"), names.Of($"{logits}/shift"));
        last.Output[last.Output.IndexOf(logits)] = before;
        var numbers = TensorValues.Write(shift, [shifts.Count], [.. shifts.Select(number => (double)number)]);
        if (isHalf)
            HalfWeights.Narrow(numbers);
        Stored.Add(model, numbers);
        graph.Node.Insert(
            graph.Node.IndexOf(last) + 1,
            new NodeProto
            {
                OpType = "Add",
                Name = names.Of($"{logits}/shifted"),
                Input = { before, shift },
                Output = { logits },
            }
        );
    }
}
