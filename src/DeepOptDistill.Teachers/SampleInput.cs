using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepOptDistill.Teachers;

/// <summary>One sample of zeros for a model that nothing but its file describes.</summary>
internal static class SampleInput
{
    private const int MostNumbers = 1 << 28;

    /// <summary>Zeros for every input, batch 1 or whatever the file fixes.</summary>
    /// <exception cref="InputException">An input has free dimensions that the image's shape does not explain, or is no tensor of
    /// numbers.</exception>
    /// <param name="model">The model.</param>
    /// <param name="image">Shape of an image, for what the file leaves free.</param>
    /// <param name="where">The model in problems.</param>
    /// <param name="said">Shapes of inputs by name, in place of all that.</param>
    public static Dictionary<string, OrtValue> Zeros(
        OnnxModel model,
        SampleShape? image,
        string where,
        IReadOnlyDictionary<string, long[]>? said = null
    )
    {
        said ??= new Dictionary<string, long[]>();
        InputException.ThrowIfAny([.. said.SelectMany(shape => Contradicting(model, shape.Key, shape.Value))]);
        InputException.ThrowIfAny([.. model.Inputs.Select(input => NetworkInput.Empty(model, input, where)).OfType<Problem>()]);
        var found = model
            .Inputs.DistinctBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => (Input: i, Shape: said.GetValueOrDefault(i.Name) ?? Named(i, model) ?? ShapeOf(i, image)))
            .ToList();
        InputException.ThrowIfAny([
            .. found.Where(f => f.Shape is null || !(IsNumber(f.Input) || IsText(f.Input))).Select(f => Unclear(f.Input, where)),
        ]);
        InputException.ThrowIfAny([.. found.Where(f => !IsBounded(f.Shape!)).Select(f => TooLarge(f.Input, where))]);
        return found.ToDictionary(f => f.Input.Name, f => Zero(f.Input, f.Shape!), StringComparer.Ordinal);
    }

    /// <summary>A shape that somebody said, and the file contradicts.</summary>
    private static IEnumerable<Problem> Contradicting(OnnxModel model, string name, long[] shape)
    {
        var input = model.Inputs.FirstOrDefault(i => i.Name == name);
        if (input is null)
            yield return new Problem(
                $"--input {name}",
                "no such input",
                string.Join(", ", model.Inputs.Select(i => i.ToString())),
                Nearest.Remedy(name, model.Inputs.Select(i => i.Name))
            );
        else if (!Fits(input, shape))
            yield return new Problem(
                $"--input {name}",
                string.Join('×', shape),
                input.ToString(),
                "Give a number for each dimension, and leave those that the file fixes."
            );
    }

    /// <summary>
    /// The shape of a further input whose free dimensions all have the name of the first one's batch, wherever they stand: states of
    /// recurrent layers.
    /// </summary>
    private static long[]? Named(TensorInfo input, OnnxModel model)
    {
        var batch = Names(model, model.Inputs[0].Name).FirstOrDefault();
        if (string.IsNullOrEmpty(batch) || input.Name == model.Inputs[0].Name)
            return null;
        var isBatch = Names(model, input.Name).Select(name => name == batch);
        return input.Shape.Zip(isBatch).All(d => d.First is not null || d.Second) && input.HasRank
            ? [.. input.Shape.Select(length => length ?? 1)]
            : null;
    }

    private static IEnumerable<string> Names(OnnxModel model, string input) =>
        model.Proto.Graph.Input.First(i => i.Name == input).Type?.TensorType?.Shape?.Dim.Select(d => d.HasDimParam ? d.DimParam : "") ?? [];

    private static long[]? ShapeOf(TensorInfo input, SampleShape? image)
    {
        if (input.HasRank && input.Shape.Skip(1).All(l => l is not null))
            return [.. input.Shape.Select(l => l ?? 1)];
        if (image is not { } shape)
            return null;
        var batch = input.HasRank && input.Shape.Count > 0 ? input.Shape[0] ?? 1 : 1;
        return Shapes(input, shape, batch).FirstOrDefault(wanted => Fits(input, wanted));
    }

    /// <summary>The image as it is in every layout, else with what the file fixes: a network of three channels shown grey images.</summary>
    private static IEnumerable<long[]> Shapes(TensorInfo input, SampleShape image, long batch) =>
        Enum.GetValues<Layout>()
            .Select(l => NetworkInput.BatchShape(l, image, batch))
            .Concat(
                Enum.GetValues<Layout>()
                    .Where(_ => input.HasRank)
                    .Select(l => (Layout: l, Shape: InputShape.Of(l, input, image, isFixed: false)))
                    .Where(f => f.Shape is not null)
                    .Select(f => NetworkInput.BatchShape(f.Layout, f.Shape!.Value, batch))
            );

    private static bool Fits(TensorInfo input, long[] shape) =>
        !input.HasRank
        || (input.Shape.Count == shape.Length && input.Shape.Zip(shape, (has, wants) => has is null || has == wants).All(fits => fits));

    private static bool IsNumber(TensorInfo input) =>
        (TensorElementType)input.ElementType
            is TensorElementType.Float
                or TensorElementType.Double
                or TensorElementType.Float16
                or TensorElementType.BFloat16
                or TensorElementType.Bool
                or TensorElementType.Int8
                or TensorElementType.UInt8
                or TensorElementType.Int16
                or TensorElementType.UInt16
                or TensorElementType.Int32
                or TensorElementType.UInt32
                or TensorElementType.Int64
                or TensorElementType.UInt64;

    private static bool IsText(TensorInfo input) => (TensorElementType)input.ElementType == TensorElementType.String;

    private static OrtValue Zero(TensorInfo input, long[] shape)
    {
        if (IsText(input))
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)input.ElementType, shape);
        value.GetTensorMutableRawData().Clear();
        return value;
    }

    /// <summary>Whether a probe of this shape has less than 2²⁸ numbers.</summary>
    private static bool IsBounded(long[] shape)
    {
        Int128 count = 1;
        foreach (var length in shape)
            count = Math.Max(0, length) * Int128.Min(count, MostNumbers);
        return count < MostNumbers;
    }

    private static Problem TooLarge(TensorInfo input, string where) =>
        new(
            where,
            $"input {input}",
            "a sample of less than 2²⁸ numbers",
            "Export the network with a free batch, or with the size that it is for."
        );

    private static Problem Unclear(TensorInfo input, string where) =>
        new(
            where,
            $"input {input}",
            "a tensor of numbers or text whose dimensions behind the batch are fixed, or fit the images",
            $"Name the data set or the shape of its images; 'deepopt inspect' takes a shape: --input {input.Name}={Example(input)}."
        );

    /// <summary>A shape that the file allows, with usual lengths where it allows any.</summary>
    private static string Example(TensorInfo input)
    {
        var usual = input.Shape.Count switch
        {
            4 => 224,
            2 => 512,
            _ => 64,
        };
        return input.HasRank && input.Shape.Count > 0
            ? string.Join('x', input.Shape.Select((length, at) => length ?? (at == 0 ? 1 : usual)))
            : "1x3x224x224";
    }
}
