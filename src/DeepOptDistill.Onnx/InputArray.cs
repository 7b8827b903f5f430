using System.Globalization;
using DeepOptDistill.Core.Problems;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>An input that takes an array of every sample, whose numbers stand side by side in a row: <c>input_ids[0]</c>, ….</summary>
/// <param name="Input">The input.</param>
/// <param name="First">Place of its first number in a row.</param>
/// <param name="Count">Its numbers.</param>
internal sealed record InputArray(TensorInfo Input, int First, int Count)
{
    private static readonly DataType[] Known =
    [
        DataType.Float,
        DataType.Float16,
        DataType.Double,
        DataType.Int32,
        DataType.Int64,
        DataType.Bool,
    ];

    /// <summary>The array of an input's name; null where the columns hold none.</summary>
    public static InputArray? Of(TensorInfo input, IReadOnlyList<InputColumn> columns)
    {
        var first = columns.TakeWhile(column => column.Name != Named(input.Name, 0)).Count();
        var count = columns.Skip(first).TakeWhile((column, i) => column.Name == Named(input.Name, i)).Count();
        return count == 0 ? null : new(input, first, count);
    }

    /// <summary>Columns and arrays by their names, each once.</summary>
    public static IEnumerable<string> Names(IEnumerable<InputColumn> columns) => columns.Select(column => ArrayOf(column.Name)).Distinct();

    /// <summary>The shape in which the network takes it; null where that is N×numbers, as a row has them.</summary>
    public long[]? Sizes =>
        !Input.HasRank || (Input.Shape.Count == 2 && Input.Shape[1] is null) ? null
        : Input.Shape.Count == 2 && Input.Shape[1] == Count ? null
        : [-1, .. Input.Shape.Skip(1).Select(size => size ?? -1)];

    /// <summary>Why the network cannot take it; null where it can.</summary>
    public Problem? Check(string where)
    {
        if (!Known.Contains(Input.ElementType))
            return new(
                where,
                $"input '{Input.Name}' of {Input.ElementType.ToString().ToLowerInvariant()}",
                "float32, float16, float64, int32, int64 or bool",
                "Export the network so that this input takes numbers."
            );
        var isKnown = Sizes is null || Input.Shape.Skip(1).All(size => size is not null);
        var count = Input.HasRank ? Input.Shape.Skip(1).Aggregate(1L, (product, size) => product * (size ?? 1)) : Count;
        return isKnown && (Sizes is null || count == Count)
            ? null
            : new(
                where,
                $"input '{Input.Name}' of shape {Input.ShapeText}",
                FormattableString.Invariant($"N×{Count}, or a shape without free lengths of {Count} numbers, as the data's array has"),
                isKnown
                    ? FormattableString.Invariant($"Make the array as long: {count} numbers for each sample (pad or cut it).")
                    : "Export the network with its lengths fixed, all but the batch."
            );
    }

    private static string Named(string array, int at) => string.Create(CultureInfo.InvariantCulture, $"{array}[{at}]");

    private static string ArrayOf(string column)
    {
        var open = column.EndsWith(']') ? column.LastIndexOf('[') : -1;
        return open > 0 && int.TryParse(column.AsSpan(open + 1, column.Length - open - 2), CultureInfo.InvariantCulture, out _)
            ? column[..open]
            : column;
    }
}
