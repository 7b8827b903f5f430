using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators;

/// <summary>A node with what is known of its inputs without computing any: their shapes, and whole numbers that say how.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">Version of the operator's domain that the file asks for.</param>
/// <param name="shapes">Shape of a tensor by name; null where it is not known.</param>
/// <param name="wholes">Whole numbers of a tensor by name; null where they are not known.</param>
internal sealed class ShapeCall(NodeProto node, long opset, Func<string, long[]?> shapes, Func<string, long[]?> wholes)
{
    public NodeProto Node => node;

    public long Opset => opset;

    /// <summary>Shape of the first input.</summary>
    public long[] X => this[0];

    /// <summary>Shapes of all inputs that are there.</summary>
    public IEnumerable<long[]> All => Enumerable.Range(0, node.Input.Count).Where(Has).Select(input => this[input]);

    /// <summary>Shape of an input.</summary>
    /// <exception cref="UnknownShapeException">It is not known.</exception>
    public long[] this[int input] =>
        Has(input) && shapes(node.Input[input]) is { } known ? known : throw new UnknownShapeException(Has(input) ? node.Input[input] : "");

    public bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    public bool Has(string key) => Attributes.Find(node, key) is not null;

    public long Int(string key, long otherwise) => Attributes.Int(node, key, otherwise);

    public string Text(string key, string otherwise) => Attributes.Find(node, key)?.S.ToStringUtf8() ?? otherwise;

    public long[]? Ints(string key) => Attributes.Find(node, key) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>Whole numbers of an input; null where the node leaves it out.</summary>
    /// <exception cref="UnknownShapeException">They are computed.</exception>
    public long[]? Whole(int input) => !Has(input) ? null : wholes(node.Input[input]) ?? throw new UnknownShapeException(node.Input[input]);

    /// <summary>Whole numbers that are an attribute in older versions and an input in newer ones.</summary>
    public long[]? Whole(string key, int input) => Ints(key) ?? Whole(input);

    /// <summary>An attribute that says axes, counted from the front.</summary>
    public int Axis(long axis) => NodeCall.Axis(axis, X.Length);

    /// <summary>The shape of what is computed number by number, shorter axes repeated.</summary>
    public long[] Broadcast()
    {
        var all = All.ToList();
        var rank = all.Max(shape => shape.Length);
        return
        [
            .. Enumerable
                .Range(0, rank)
                .Select(axis => all.Select(shape => Length(shape, axis - rank + shape.Length)).Aggregate(1L, Wider)),
        ];
    }

    private static long Length(long[] shape, int axis) => axis < 0 ? 1 : shape[axis];

    private static long Wider(long one, long other) => one == 1 ? other : one;
}
