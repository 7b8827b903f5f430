using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>An input or output of a graph as the file declares it.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="ElementType">Type of its elements; <see cref="TensorProto.Types.DataType.Undefined"/> for a value that is no dense
/// tensor.</param>
/// <param name="Shape">Its dimensions; null for a free one (symbolic, undeclared or not positive). Empty where <see cref="HasRank"/> is
/// false.</param>
public sealed record TensorInfo(string Name, TensorProto.Types.DataType ElementType, IReadOnlyList<long?> Shape)
{
    /// <summary>Whether the file declares the number of dimensions at all.</summary>
    public bool HasRank { get; init; } = true;

    /// <summary>The dimensions in words: <c>N×1×28×28</c>, with a letter or <c>?</c> for a free one.</summary>
    public string ShapeText =>
        !HasRank ? "any shape"
        : Shape.Count == 0 ? "scalar"
        : string.Join('×', Shape.Select(Dimension));

    /// <summary>Reads the declaration of a graph value.</summary>
    public static TensorInfo Of(ValueInfoProto value)
    {
        if (value.Type?.TensorType is not { } tensor)
            return new(value.Name, TensorProto.Types.DataType.Undefined, []) { HasRank = false };
        var type = (TensorProto.Types.DataType)tensor.ElemType;
        return tensor.Shape is { } shape
            ? new(value.Name, type, [.. shape.Dim.Select(Length)])
            : new(value.Name, type, []) { HasRank = false };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ElementType.ToString().ToLowerInvariant()} {ShapeText}";

    private static long? Length(TensorShapeProto.Types.Dimension dimension) =>
        dimension.HasDimValue && dimension.DimValue > 0 ? dimension.DimValue : null;

    private static string Dimension(long? length, int axis) =>
        length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (axis == 0 ? "N" : "?");
}
