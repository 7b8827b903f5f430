using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Attention in which several heads of queries share one of keys.</summary>
[Kind("com.microsoft.GroupQueryAttention", "attention with shared keys")]
public sealed record GroupQueryAttention : CountedOperator
{
    /// <summary>2·|Y|·T for T keys, those of the past included.</summary>
    internal override long? Macs(NodeShapes node)
    {
        var past = node.HasInput(3) ? node.Input(3)[^2] : 0;
        return 2 * node.OutputSize() * (node.HasOutput(1) ? node.Output(1)[^2] : node.Input(0)[1] + past);
    }
}
