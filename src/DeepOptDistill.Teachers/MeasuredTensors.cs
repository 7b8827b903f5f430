using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>A tensor as a run computes it.</summary>
internal sealed record MeasuredTensor(string Name, string Op, string ElementType, long[] Shape);

/// <summary>All tensors of one run on zeros.</summary>
/// <param name="Tensors">Those that nodes compute, in order.</param>
/// <param name="Shapes">Shapes of inputs and computed tensors, in bodies too.</param>
/// <param name="Batch">Samples that the run answers.</param>
internal sealed record MeasuredTensors(IReadOnlyList<MeasuredTensor> Tensors, ModelShapes Shapes, long Batch)
{
    /// <summary>Measures a model.</summary>
    /// <exception cref="InputException">ONNX Runtime does not run it on one sample of zeros.</exception>
    public static MeasuredTensors Of(OnnxModel model, SampleShape? image, string where)
    {
        var inputs = SampleInput.Zeros(model, image, where);
        try
        {
            return Of(model, inputs, where);
        }
        finally
        {
            foreach (var value in inputs.Values) value.Dispose();
        }
    }

    /// <summary>The same on given values.</summary>
    public static MeasuredTensors Of(OnnxModel model, IReadOnlyDictionary<string, OrtValue> inputs, string where)
    {
        using var run = new MeasuringRun(model, inputs, where);
        run.Measure();
        List<MeasuredTensor> tensors = [.. run.Nodes.Select(node => Of(node.Name, node.Op, run.Found[node.Name]))];
        var shapes = run.Found.Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!.Lengths, StringComparer.Ordinal);
        var batch = SampleBatch.Of(model.Inputs.Select(i => shapes[i.Name]), model.Outputs.Select(o => shapes.GetValueOrDefault(o.Name)));
        return new(tensors, new ModelShapes(shapes) { Bodies = new MeasuredBodies(run, where).Of() }, batch);
    }

    private static MeasuredTensor Of(string name, string op, FoundTensor found) => new(name, op, found.Type, found.Lengths);
}
