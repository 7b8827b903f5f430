using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>The tensor that takes images, as its file and its description say together.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Type of its numbers.</param>
/// <param name="Layout">Their order.</param>
/// <param name="Shape">Shape of an image that it takes; free dimensions are those of the data.</param>
/// <param name="FixedBatch">Images that it takes at once; null where any number will do.</param>
internal sealed record NetworkInput(string Name, DataType Type, Layout Layout, SampleShape Shape, int? FixedBatch)
{
    private const double MostNumbers = 1 << 28;

    private static readonly DataType[] Known =
    [
        DataType.Float,
        DataType.Float16,
        DataType.Double,
        DataType.Uint8,
        DataType.Int32,
        DataType.Int64,
    ];

    /// <summary>Whether it takes whole numbers.</summary>
    public bool IsWhole => Type is DataType.Uint8 or DataType.Int32 or DataType.Int64;

    /// <summary>Finds the tensor; every problem found goes to the list, and then the result is null.</summary>
    public static NetworkInput? Of(TeacherInput said, OnnxModel model, SampleShape images, string where, List<Problem> problems)
    {
        var before = problems.Count;
        if (Candidates.Choose(model.Inputs, model.Inputs, said.Name, "input", where, problems) is not { } tensor)
            return null;
        if (model.Inputs.Count > 1)
            problems.Add(
                new(
                    where,
                    $"inputs {Candidates.Names(model.Inputs)}",
                    $"'{tensor.Name}' alone, for the image",
                    "Export the network with its other inputs as constants."
                )
            );
        if (!Known.Contains(tensor.ElementType))
            problems.Add(
                new(
                    where,
                    $"input '{tensor.Name}' of {Candidates.Type(tensor)}",
                    "float32, float16, float64, uint8, int32 or int64",
                    "Export the network with a float32 input."
                )
            );
        if (Empty(model, tensor, where) is { } empty)
            problems.Add(empty);
        else if (Fit(said, tensor, images) is not var (layout, shape))
            problems.Add(Misfit(said, tensor, images, where));
        else if (shape.Size * (double)(tensor.HasRank ? tensor.Shape[0] ?? 1 : 1) >= MostNumbers)
            problems.Add(TooLarge(tensor, where));
        else if (problems.Count == before)
            return new(tensor.Name, tensor.ElementType, layout, shape, (int?)(tensor.HasRank ? tensor.Shape[0] : null));
        return null;
    }

    private static Problem TooLarge(TensorInfo tensor, string where) =>
        new(
            where,
            $"input '{tensor.Name}' of shape {tensor}",
            "a batch of less than 2²⁸ numbers",
            "Export the network again with a free batch: dynamic_axes={'x': {0: 'N'}}."
        );

    /// <summary>The problem of a declared shape that holds nothing, such as a batch of 0; null where there is none.</summary>
    public static Problem? Empty(OnnxModel model, TensorInfo tensor, string where)
    {
        var lengths = model.Proto.Graph.Input.Single(input => input.Name == tensor.Name).Type?.TensorType?.Shape?.Dim;
        return lengths is not null && lengths.Any(length => length is { HasDimValue: true, DimValue: 0 })
            ? new(
                where,
                $"input '{tensor.Name}' of shape "
                    + $"{string.Join('×', lengths.Select(length => length.HasDimValue ? $"{length.DimValue}" : "N"))}, which holds nothing",
                "a free batch, or one of at least 1",
                "Export the network again with a free batch: dynamic_axes={'x': {0: 'N'}}."
            )
            : null;
    }

    /// <summary>Shape of a batch in a layout.</summary>
    public static long[] BatchShape(Layout layout, SampleShape shape, long batch) =>
        layout switch
        {
            Layout.Nchw => [batch, shape.Channels, shape.Height, shape.Width],
            Layout.Nhwc => [batch, shape.Height, shape.Width, shape.Channels],
            Layout.Nhw => [batch, shape.Channels * shape.Height, shape.Width],
            _ => [batch, shape.Size],
        };

    /// <summary>The first layout in which images fit as they are, else in which they can be made to fit.</summary>
    private static (Layout, SampleShape)? Fit(TeacherInput said, TensorInfo tensor, SampleShape images)
    {
        Layout[] layouts = said.Layout is { } one ? [one] : Enum.GetValues<Layout>();
        var sized = said.Resized(images);
        if (!tensor.HasRank)
            return (layouts[0], sized);
        var fits = layouts
            .Select(layout => (Layout: layout, Shape: InputShape.Of(layout, tensor, sized, isFixed: said.Size.Count > 0)))
            .Where(f => f.Shape is not null)
            .Select(f => (f.Layout, f.Shape!.Value))
            .ToList();
        return fits.Count == 0 ? null : fits.Where(f => f.Value == sized).Append(fits[0]).First();
    }

    private static Problem Misfit(TeacherInput said, TensorInfo tensor, SampleShape images, string where)
    {
        var (layout, sized) = (said.Layout ?? Layout.Nchw, said.Resized(images));
        return new(
            where,
            $"input '{tensor.Name}' of shape {tensor.ShapeText}",
            images.IsRow
                ? $"N×{images.Size} for rows of {images.Size} numbers"
                : $"N×{string.Join('×', BatchShape(layout, sized, 1).Skip(1))}, {Spelling.Word(layout.ToString())} for {images.Noun} "
                    + $"of {sized}",
            Remedy(said, tensor, images)
        );
    }

    private static string Remedy(TeacherInput said, TensorInfo tensor, SampleShape images)
    {
        Layout? Fitting(SampleShape shape) =>
            Enum.GetValues<Layout>()
                .Where(l => InputShape.Of(l, tensor, shape, isFixed: said.Size.Count > 0) is not null)
                .Select(l => (Layout?)l)
                .FirstOrDefault();
        if (Fitting(said.Resized(images)) is { } other)
            return TeacherLines.Told($"input: {{ layout: {Spelling.Word(other.ToString())} }}");
        if (said.Categories.Count > 0 && Fitting(images) is not null)
            return "It takes one number a word (one-hot): remove categories from teacher.yaml.";
        if (
            images.IsRow
            && tensor is { HasRank: true }
            && tensor.Shape.Skip(1).Aggregate(1L, (product, size) => product * (size ?? 1)) > images.Size
        )
            return "It takes more numbers than a row has: give the data the columns and words that it learned from, or use another "
                + "network.";
        return images.IsRow
            ? "Leave out the columns that it does not take: ignore: [ … ], or use a network of rows of this length."
            : "Use a teacher of images with 1 or 3 channels, or of this shape.";
    }
}
