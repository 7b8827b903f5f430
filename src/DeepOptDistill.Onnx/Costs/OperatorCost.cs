using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>What the operators of one family learn and multiply. One file a family, all of them in <see cref="OperatorCosts"/>.</summary>
internal abstract record OperatorCost
{
    /// <summary>The domain of ONNX Runtime's own operators, as its optimizers and quantizers write them.</summary>
    protected const string Microsoft = "com.microsoft";

    /// <summary>The operators: <c>Conv</c> of the standard, <c>com.microsoft.FusedConv</c> of any other domain.</summary>
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>Where learned numbers stand among the inputs.</summary>
    /// <param name="node">The node.</param>
    public virtual IEnumerable<WeightPlace> Weights(NodeProto node) => [];

    /// <summary>Learned numbers that the node keeps in its attributes.</summary>
    /// <param name="node">The node.</param>
    public virtual long Stored(NodeProto node) => 0;

    /// <summary>Multiply-accumulates of one run of the node; null where its shapes do not tell them.</summary>
    /// <param name="node">The node with the shapes of what it reads and computes.</param>
    public virtual long? Macs(NodeShapes node) => 0;

    /// <summary>Places of floating-point weights.</summary>
    protected static IEnumerable<WeightPlace> At(params int[] places) => places.Select(place => new WeightPlace(place));

    /// <summary>Places of weights that may be whole numbers.</summary>
    protected static IEnumerable<WeightPlace> Quantized(params int[] places) =>
        places.Select(place => new WeightPlace(place) { IsQuantized = true });
}
