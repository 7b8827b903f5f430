using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators;

/// <summary>A node with the shapes of what it reads and computes.</summary>
/// <param name="node">The node.</param>
/// <param name="shapeOf">Shape of a tensor by name.</param>
internal sealed class NodeShapes(NodeProto node, Func<string, long[]> shapeOf)
{
    public NodeProto Node => node;

    public int Inputs => node.Input.Count;

    public bool HasInput(int place) => place < node.Input.Count && node.Input[place].Length > 0;

    public bool HasOutput(int place) => place < node.Output.Count && node.Output[place].Length > 0;

    public long[] Input(int place) => shapeOf(node.Input[place]);

    public long[] Output(int place = 0) => shapeOf(node.Output[place]);

    public long InputSize(int place) => Product(Input(place));

    public long OutputSize(int place = 0) => Product(Output(place));

    /// <summary>Product of lengths: 1 of none.</summary>
    public static long Product(IEnumerable<long> lengths) => lengths.Aggregate(1L, (product, length) => product * length);
}
