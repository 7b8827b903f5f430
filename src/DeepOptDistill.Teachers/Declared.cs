using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers;

/// <summary>What a teacher's file says of images and classes by itself.</summary>
/// <param name="Images">Shape of an image; null where the file leaves it free, or takes images as rows.</param>
/// <param name="Classes">Numbers in an answer; null where the file leaves them free.</param>
public sealed record Declared(SampleShape? Images, int? Classes)
{
    /// <summary>Reads the declarations of the tensors that the description names.</summary>
    public static Declared Of(TeacherSpec spec, OnnxModel model) => Of(spec, ZipMaps.Remove(model), spec.Input.Layout);

    private static Declared Of(TeacherSpec spec, OnnxModel model, Layout? layout) =>
        new(
            ImagesOf(Lengths(model.Inputs, model.Inputs, spec.Input.Name), layout),
            ClassesOf(Lengths(model.Outputs, Candidates.Answers(model), spec.Output.Name))
        );

    /// <summary>Dimensions behind the batch; null where one is free, or where it is not clear which tensor is meant.</summary>
    private static int[]? Lengths(IReadOnlyList<TensorInfo> tensors, IReadOnlyList<TensorInfo> candidates, string? name)
    {
        var tensor = name is null && candidates.Count == 1 ? candidates[0] : tensors.FirstOrDefault(t => t.Name == name);
        return tensor is { HasRank: true } && tensor.Shape.Skip(1).All(length => length is > 0 and <= int.MaxValue)
            ? [.. tensor.Shape.Skip(1).Select(length => (int)length!.Value)]
            : null;
    }

    private static SampleShape? ImagesOf(int[]? lengths, Layout? layout) =>
        (lengths, layout) switch
        {
            ([var height, var width, var channels], null) when channels is 1 or 3 && height is not (1 or 3) => new SampleShape(
                channels,
                height,
                width
            ),
            ([var channels, var height, var width], null or Layout.Nchw) => new SampleShape(channels, height, width),
            ([var height, var width, var channels], Layout.Nhwc) => new SampleShape(channels, height, width),
            ([var height, var width], null or Layout.Nhw) => new SampleShape(1, height, width),
            _ => null,
        };

    private static int? ClassesOf(int[]? lengths) =>
        lengths is { Length: > 0 } ? lengths.Aggregate(1, (product, length) => checked(product * length)) : null;
}
