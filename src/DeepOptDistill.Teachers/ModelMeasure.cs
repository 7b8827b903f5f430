using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;

namespace DeepOptDistill.Teachers;

/// <summary>The size of a network in three numbers.</summary>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Macs">Multiply-accumulates for one sample; null where no run showed the shapes that they follow from.</param>
/// <param name="Bytes">Size of the ONNX file.</param>
public sealed record ModelMeasure(long Parameters, long? Macs, long Bytes)
{
    /// <summary>
    /// Operators whose stored numbers are not counted, by name: where there are any, <see cref="Parameters"/> are at least.
    /// </summary>
    public IReadOnlyList<string> ParametersUnknown { get; init; } = [];

    /// <summary>Operators whose work is not, or not all, counted, by name: where there are any, <see cref="Macs"/> are at least.</summary>
    public IReadOnlyList<string> MacsUnknown { get; init; } = [];

    /// <summary>Why <see cref="Macs"/> is null; null where it is not.</summary>
    public string? NotCounted { get; init; }

    /// <summary>Measures a file. Parameters stand in the file; work needs one run, and is unknown where that fails.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="image">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    /// <exception cref="InputException">The file is no model.</exception>
    public static ModelMeasure Of(string path, SampleShape? image = null)
    {
        var model = OnnxModel.Look(path);
        return Attempt.Of(
            () => Counted(model, image, path, model.Bytes),
            reason => Learned(model, model.Bytes) with { NotCounted = reason }
        );
    }

    private static ModelMeasure Counted(OnnxModel model, SampleShape? image, string path, long bytes)
    {
        var measured = MeasuredTensors.Of(model, image, path);
        var cost = ModelCost.Count(model, measured.Shapes);
        return new(cost.Parameters, cost.Macs / measured.Batch, bytes)
        {
            ParametersUnknown = cost.ParametersUnknown,
            MacsUnknown = cost.MacsUnknown,
        };
    }

    private static ModelMeasure Learned(OnnxModel model, long bytes)
    {
        var learned = ModelCost.Learned(model);
        return new(learned.Parameters, null, bytes) { ParametersUnknown = learned.ParametersUnknown };
    }
}
