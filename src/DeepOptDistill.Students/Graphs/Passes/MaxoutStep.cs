using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Activations.Fused;
using DeepOptDistill.Students.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>Maxout: channels that a Reshape cuts into pieces, and the largest of each. In one pass over channels-last memory.</summary>
internal sealed class MaxoutStep : TrainingStep, IFused
{
    private readonly int pieces;

    private MaxoutStep(NodeProto cut, NodeProto largest, int pieces)
        : base([cut, largest], [cut.Input[0]]) => this.pieces = pieces;

    /// <summary>All of a graph.</summary>
    public static IEnumerable<MaxoutStep> Of(ReadGraph graph) =>
        from cut in graph.Graph.Node
        where cut.OpType == "Reshape" && graph.Reader(cut) is { OpType: "ReduceMax" }
        let largest = graph.Reader(cut)!
        where PiecesOf(cut, largest, graph) is > 1
        select new MaxoutStep(cut, largest, (int)PiecesOf(cut, largest, graph)!.Value);

    public bool Separate { get; set; }

    protected override Tensor Run(IReadOnlyList<Tensor> given) =>
        Separate || given[0].dtype != ScalarType.Float32 ? Plain(given[0]) : PieceMaximum.Of(given[0], pieces);

    // Over the last axis of memory: over any other the maximum of channels-last maps would come out in plain order.
    private Tensor Plain(Tensor input)
    {
        var last = input.dim() == 4 ? input.permute(0, 2, 3, 1) : input;
        var axis = last.dim() - 1;
        var largest = last.unflatten(axis, last.shape[axis] / pieces, pieces).amax([axis + 1]);
        return input.dim() == 4 ? largest.permute(0, 3, 1, 2) : largest;
    }

    /// <summary>Channels cut as 0 × groups × pieces (× height × width), the third axis reduced and dropped.</summary>
    private static long? PiecesOf(NodeProto cut, NodeProto largest, ReadGraph graph)
    {
        if (graph.Whole(cut.Input[1]) is not ([0, _, _] or [0, _, _, _, _]) || Attributes.Int(largest, "keepdims", 1) != 0)
            return null;
        var axes =
            Attributes.Find(largest, "axes") is { } said ? [.. said.Ints]
            : largest.Input.Count > 1 ? graph.Whole(largest.Input[1])
            : null;
        return axes is [2] ? graph.Whole(cut.Input[1])![2] : null;
    }
}
