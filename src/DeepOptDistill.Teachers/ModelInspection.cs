using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;

namespace DeepOptDistill.Teachers;

/// <summary>What is in an ONNX file.</summary>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it answers.</param>
/// <param name="Opset">Version of the standard operators.</param>
/// <param name="Producer">What wrote it: <c>pytorch 1.13.0</c>; may be empty.</param>
/// <param name="Tensors">Every tensor that it computes, in order.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Macs">Multiply-accumulates for one sample.</param>
/// <param name="Bytes">Size of the file, and of the files beside it that hold its weights.</param>
public sealed record ModelInspection(
    IReadOnlyList<TensorInfo> Inputs,
    IReadOnlyList<TensorInfo> Outputs,
    long Opset,
    string Producer,
    IReadOnlyList<InspectedTensor> Tensors,
    long Parameters,
    long Macs,
    long Bytes
)
{
    /// <summary>
    /// Operators whose stored numbers are not counted, by name: where there are any, <see cref="Parameters"/> are at least.
    /// </summary>
    public IReadOnlyList<string> ParametersUnknown { get; init; } = [];

    /// <summary>Operators whose work is not, or not all, counted, by name: where there are any, <see cref="Macs"/> are at least.</summary>
    public IReadOnlyList<string> MacsUnknown { get; init; } = [];

    /// <summary>
    /// Inspects a file. Shapes are those of a run on zeros, so they are exact for every operator. A file that fixes its batch is run with
    /// that batch; work is then divided by it.
    /// </summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="image">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    /// <exception cref="InputException">The file is no model that ONNX Runtime runs on one sample of zeros.</exception>
    public static ModelInspection Inspect(string path, SampleShape? image = null)
    {
        var model = OnnxModel.Look(path);
        return Of(model, MeasuredTensors.Of(model, image, path));
    }

    private static ModelInspection Of(OnnxModel model, MeasuredTensors measured)
    {
        var cost = ModelCost.Count(model, measured.Shapes);
        var producer = $"{model.Proto.ProducerName} {model.Proto.ProducerVersion}".Trim();
        return new(
            model.Inputs,
            model.Outputs,
            model.Opset,
            producer,
            Rows(model, measured, cost),
            cost.Parameters,
            cost.Macs / measured.Batch,
            model.Bytes
        )
        {
            ParametersUnknown = cost.ParametersUnknown,
            MacsUnknown = cost.MacsUnknown,
        };
    }

    /// <summary>Why the model was not run, so that shapes are those that follow from the graph alone; null where it was.</summary>
    public string? NotRun { get; init; }

    /// <summary>
    /// Looks at a file: as <see cref="Inspect"/>, but with other shapes of inputs where somebody says them, and with what the graph alone
    /// tells where the network does not run on zeros.
    /// </summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="shapes">Shapes by input.</param>
    /// <exception cref="InputException">The file is no model that ONNX Runtime opens, or a shape is not known.</exception>
    public static ModelInspection Look(string path, IReadOnlyDictionary<string, long[]> shapes)
    {
        var model = OnnxModel.Look(path);
        var (measured, notRun) = MeasuredTensors.Look(model, shapes, path);
        return Of(model, measured) with { NotRun = notRun };
    }

    private static List<InspectedTensor> Rows(OnnxModel model, MeasuredTensors measured, ModelCost cost)
    {
        var nodes = cost.Nodes.Where(n => n.Output.Length > 0).ToDictionary(n => n.Output, StringComparer.Ordinal);
        var (aliases, below) = (TapAliases.Of(model), CostsBelow.Of(model, measured.Shapes));
        var taps = TapPoint.Of(model, measured).Select(t => t.Tensor).ToHashSet(StringComparer.Ordinal);
        return [.. measured.Tensors.Select(Row)];

        InspectedTensor Row(MeasuredTensor tensor)
        {
            var (own, toHere) = (nodes.GetValueOrDefault(tensor.Name), below[tensor.Name]);
            return new(
                tensor.Name,
                tensor.Op,
                tensor.ElementType,
                tensor.Shape,
                own?.Parameters ?? 0,
                (own?.Macs ?? 0) / measured.Batch,
                taps.Contains(tensor.Name),
                aliases.GetValueOrDefault(tensor.Name, ""),
                toHere.Macs / measured.Batch
            )
            {
                IsMacsAtLeast = own?.HasUnknownMacs ?? false,
                IsParametersAtLeast = own?.HasUnknownParameters ?? false,
                IsMacsToHereAtLeast = toHere.HasUnknownMacs,
            };
        }
    }
}
