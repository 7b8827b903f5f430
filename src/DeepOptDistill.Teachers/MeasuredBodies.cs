using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepOptDistill.Teachers;

/// <summary>Runs the bodies of If, Loop and Scan by themselves, on what the graph around them hands in.</summary>
/// <param name="around">The run of that graph.</param>
/// <param name="where">The model in problems.</param>
internal sealed class MeasuredBodies(MeasuringRun around, string where)
{
    /// <summary>What was seen, by body. One that does not run by itself is left out.</summary>
    public IReadOnlyDictionary<GraphProto, BodyShapes> Of()
    {
        var (seen, steps) = (new Dictionary<GraphProto, BodyShapes>(ReferenceEqualityComparer.Instance), new Steps(around.Model));
        foreach (var body in BodyModel.Of(around.Model, Known))
            if (Run(body) is { } shapes)
                seen[body.Body] = new(shapes, steps.Of(body, Known, Number));
        return seen;
    }

    private TensorInfo? Known(string tensor) =>
        around.Found.GetValueOrDefault(tensor) is { IsTensor: true } found ? found.Info(tensor) : null;

    private ModelShapes? Run(BodyModel body)
    {
        var inputs = body.Model.Inputs.ToDictionary(input => input.Name, input => Value(body, input), StringComparer.Ordinal);
        try
        {
            return MeasuredTensors.Of(body.Model, inputs, where).Shapes;
        }
        catch (InputException)
        {
            return null;
        }
        finally
        {
            foreach (var (name, value) in inputs.Where(i => body.Outer[i.Key].Length == 0))
                value.Dispose();
        }
    }

    /// <summary>The value around the body; for a step's number, its condition and a slice one that is made: a loop goes on.</summary>
    private OrtValue Value(BodyModel body, TensorInfo input)
    {
        if (body.Outer[input.Name] is { Length: > 0 } name && around.Value(name) is { } handed)
            return handed;
        var made = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance,
            (TensorElementType)input.ElementType,
            [.. input.Shape.Select(length => length!.Value)]
        );
        made.GetTensorMutableRawData().Fill((byte)(input.ElementType == TensorProto.Types.DataType.Bool ? 1 : 0));
        return made;
    }

    private long? Number(string tensor) =>
        around.Value(tensor) is not { IsTensor: true } value || value.GetTensorTypeAndShape() is not { ElementCount: 1 } one
            ? null
            : one.ElementDataType switch
            {
                TensorElementType.Bool => value.GetTensorDataAsSpan<bool>()[0] ? 1 : 0,
                TensorElementType.Int64 => value.GetTensorDataAsSpan<long>()[0],
                TensorElementType.Int32 => value.GetTensorDataAsSpan<int>()[0],
                _ => null,
            };
}
