using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;

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
    IReadOnlyList<TensorInfo> Inputs, IReadOnlyList<TensorInfo> Outputs, long Opset, string Producer,
    IReadOnlyList<InspectedTensor> Tensors, long Parameters, long Macs, long Bytes)
{
    /// <summary>
    /// Inspects a file. Shapes are not derived but measured, by one run on zeros in which every inner tensor is an output, so they are
    /// exact for every operator. A file that fixes its batch is run with that batch; work is then divided by it.
    /// </summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="image">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    /// <exception cref="InputException">The file is no model that ONNX Runtime runs on one sample of zeros.</exception>
    public static ModelInspection Inspect(string path, ImageShape? image = null)
    {
        var model = OnnxModel.Read(path);
        var measured = MeasuredTensors.Of(model, image, path);
        var cost = ModelCost.Count(model, measured.Shapes);
        var batch = SampleInput.Batch(model);
        var costs = cost.Nodes.Where(n => n.Output.Length > 0).ToDictionary(n => n.Output, StringComparer.Ordinal);
        var taps = Taps.All(model).ToHashSet(StringComparer.Ordinal);
        var tensors = measured.Tensors.Select(t => Row(t, costs.GetValueOrDefault(t.Name), batch, taps.Contains(t.Name))).ToList();
        var producer = $"{model.Proto.ProducerName} {model.Proto.ProducerVersion}".Trim();
        var bytes = model.Files.Sum(f => new FileInfo(f).Length);
        return new(model.Inputs, model.Outputs, model.Opset, producer, tensors, cost.Parameters, cost.Macs / batch, bytes);
    }

    private static InspectedTensor Row(MeasuredTensor tensor, NodeCost? cost, long batch, bool isTap)
    {
        var perSample = isTap && tensor.Shape.Length >= 2 && tensor.Shape[0] == batch;
        return new(tensor.Name, tensor.Op, tensor.ElementType, tensor.Shape, cost?.Parameters ?? 0, (cost?.Macs ?? 0) / batch, perSample);
    }
}
