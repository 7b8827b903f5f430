using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x·Φ(x), or its form by tanh.</summary>
[Kind("Gelu", "x·Φ(x), or its form by tanh")]
public sealed record Gelu : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.Gelu"];

    private protected override Tensor Of(Tensor x, NodeCall call) => call.Text("approximate", "none") == "tanh" ? ByTanh(x) : Exact(x);

    internal static Tensor Exact(Tensor x) => 0.5 * x * (1 + (x / Math.Sqrt(2)).erf());

    internal static Tensor ByTanh(Tensor x) => 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x.pow(3)))).tanh());
}
