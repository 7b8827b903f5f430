using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
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
            foreach (var value in inputs.Values)
                value.Dispose();
        }
    }

    /// <summary>
    /// The same for somebody who only looks: where the run stops, what follows from the graph alone, with the reason.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="shapes">Shapes of inputs, in place of what the file says of them.</param>
    /// <param name="where">The model in problems.</param>
    /// <exception cref="InputException">An input's shape is not known, or ONNX Runtime refuses the model.</exception>
    public static (MeasuredTensors Measured, string? NotRun) Look(OnnxModel model, IReadOnlyDictionary<string, long[]> shapes, string where)
    {
        var inputs = SampleInput.Zeros(model, null, where, shapes);
        try
        {
            return (Of(model, inputs, where), null);
        }
        catch (InputException error) when (Unrun(model, inputs, where) is { } inferred)
        {
            return (inferred, error.Problems[0].Found);
        }
        finally
        {
            foreach (var value in inputs.Values)
                value.Dispose();
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

    private static MeasuredTensors? Unrun(OnnxModel model, IReadOnlyDictionary<string, OrtValue> inputs, string where)
    {
        using var run = new MeasuringRun(model, inputs, where);
        if (!run.MeasureUnrun())
            return null;
        List<MeasuredTensor> tensors =
        [
            .. run.Nodes.Where(node => run.Found.ContainsKey(node.Name)).Select(node => Of(node.Name, node.Op, run.Found[node.Name])),
        ];
        var shapes = run.Found.ToDictionary(found => found.Key, found => found.Value.Lengths, StringComparer.Ordinal);
        var batch = SampleBatch.Of(model.Inputs.Select(i => shapes[i.Name]), model.Outputs.Select(o => shapes.GetValueOrDefault(o.Name)));
        return new(tensors, new ModelShapes(shapes) { IsPartial = true }, batch);
    }

    private static MeasuredTensor Of(string name, string op, FoundTensor found) => new(name, op, found.Type, found.Lengths);
}
