using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>A tensor as it came out of a run.</summary>
internal sealed record MeasuredTensor(string Name, string Op, string ElementType, long[] Shape);

/// <summary>All tensors of one run on zeros: those computed in order, and the shapes of inputs and computed ones by name.</summary>
internal sealed record MeasuredTensors(IReadOnlyList<MeasuredTensor> Tensors, IReadOnlyDictionary<string, long[]> Shapes)
{
    public static MeasuredTensors Of(OnnxModel model, SampleShape? image, string where)
    {
        var nodes = model.Proto.Graph.Node.Where(n => n.OpType != "Constant").SelectMany(n => n.Output.Where(o => o.Length > 0).Select(o => (Name: o, Op: n.OpType))).ToList();
        var inputs = SampleInput.Zeros(model, image, where);
        try
        {
            using var session = Sessions.Open(Taps.Expose(model, nodes.Select(n => n.Name)), where, threads: 1, GraphOptimizationLevel.ORT_DISABLE_ALL);
            using var values = Sessions.RunOnce(session, inputs, [.. nodes.Select(n => n.Name)], where);
            List<MeasuredTensor> tensors = [.. nodes.Zip(values, (node, value) => Measure(node.Name, node.Op, value))];
            var shapes = tensors.ToDictionary(t => t.Name, t => t.Shape, StringComparer.Ordinal);
            foreach (var (name, value) in inputs) shapes[name] = value.GetTensorTypeAndShape().Shape;
            return new(tensors, shapes);
        }
        finally
        {
            foreach (var value in inputs.Values) value.Dispose();
        }
    }

    private static MeasuredTensor Measure(string name, string op, OrtValue value)
    {
        if (!value.IsTensor) return new(name, op, value.OnnxType.ToString().ToLowerInvariant(), []);
        var found = value.GetTensorTypeAndShape();
        return new(name, op, found.ElementDataType.ToString().ToLowerInvariant(), found.Shape);
    }
}
