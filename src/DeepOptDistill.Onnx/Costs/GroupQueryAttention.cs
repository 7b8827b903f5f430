using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Attention in which several heads of queries share one of keys: 2·|Y|·T for T keys, those of the past included.</summary>
internal sealed record GroupQueryAttention : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } = [$"{Microsoft}.GroupQueryAttention"];

    public override long? Macs(NodeShapes node)
    {
        var past = node.HasInput(3) ? node.Input(3)[^2] : 0;
        return 2 * node.OutputSize() * (node.HasOutput(1) ? node.Output(1)[^2] : node.Input(0)[1] + past);
    }
}
