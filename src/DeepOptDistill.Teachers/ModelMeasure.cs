using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;

namespace DeepOptDistill.Teachers;

/// <summary>The size of a network in three numbers.</summary>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Macs">Multiply-accumulates for one sample.</param>
/// <param name="Bytes">Size of the ONNX file.</param>
public sealed record ModelMeasure(long Parameters, long Macs, long Bytes)
{
    /// <summary>Measures a file.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="image">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    /// <exception cref="InputException">The file is no model that ONNX Runtime runs on one sample of zeros.</exception>
    public static ModelMeasure Of(string path, SampleShape? image = null)
    {
        var found = ModelInspection.Inspect(path, image);
        return new(found.Parameters, found.Macs, found.Bytes);
    }
}
