using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>
/// Queries times keys, and their shares times values: (|Q| + |Y|)·S for S keys, those of the past included. Masks and causality save
/// nothing.
/// </summary>
internal sealed record Attention : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } = ["Attention"];

    public override long? Macs(NodeShapes node)
    {
        var past = node.HasInput(4) ? node.Input(4)[^2] : 0;
        return (node.InputSize(0) + node.OutputSize()) * (node.Input(1)[^2] + past);
    }
}
