using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>One evaluation of a node: its inputs as tensors, its attributes by name, and what is around it.</summary>
internal sealed class NodeCall(NodeProto node, IReadOnlyList<Tensor?> inputs, long opset, GraphScope scope)
{
    /// <summary>The node.</summary>
    public NodeProto Node => node;

    /// <summary>Version of the operator's domain that the file asks for.</summary>
    public long Opset => opset;

    /// <summary>What bodies of the node see, and whether the network is being trained.</summary>
    public GraphScope Scope => scope;

    /// <summary>Number of inputs that the node names, empty names included.</summary>
    public int Count => inputs.Count;

    /// <summary>Number of outputs that the node names.</summary>
    public int Outputs => node.Output.Count;

    /// <summary>The first input.</summary>
    public Tensor X => this[0];

    /// <summary>An input that must be there.</summary>
    public Tensor this[int input] => Find(input) ?? throw new NotSupportedException($"{node.OpType} without its input {input + 1}");

    /// <summary>An input, or null where the node leaves it out.</summary>
    public Tensor? Find(int input) => input < inputs.Count ? inputs[input] : null;

    /// <summary>All inputs that are there.</summary>
    public IEnumerable<Tensor> All => inputs.OfType<Tensor>();

    /// <summary>Whether an output is asked for.</summary>
    public bool Asks(int output) => output < node.Output.Count && node.Output[output].Length > 0;

    public bool Has(string key) => Attributes.Find(node, key) is not null;

    public long Int(string key, long otherwise) => Attributes.Int(node, key, otherwise);

    public double Float(string key, double otherwise) => Attributes.Find(node, key) is { } attribute ? attribute.F : otherwise;

    public string Text(string key, string otherwise) => Attributes.Find(node, key)?.S.ToStringUtf8() ?? otherwise;

    public long[]? Ints(string key) => Attributes.Find(node, key) is { } attribute ? [.. attribute.Ints] : null;

    public float[]? Floats(string key) => Attributes.Find(node, key) is { } attribute ? [.. attribute.Floats] : null;

    /// <summary>The body that an attribute holds.</summary>
    public GraphProto Body(string key) =>
        Attributes.Find(node, key)?.G ?? throw new NotSupportedException($"{node.OpType} without '{key}'");

    /// <summary>Whole numbers of an input: a shape, axes; null where the node leaves it out.</summary>
    public long[]? Whole(int input) => Find(input)?.WholeNumbers();

    /// <summary>Whole numbers that are an attribute in older versions and an input in newer ones.</summary>
    public long[]? Whole(string key, int input) => Ints(key) ?? Whole(input);

    /// <summary>A number that is an input; null where the node leaves it out.</summary>
    public double? Number(int input) => Find(input)?.FirstNumber();

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(long axis, long rank) => (int)(axis < 0 ? axis + rank : axis);
}
