using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Control;

/// <summary>The branch that a truth value chooses.</summary>
[Kind("If", "the branch that a truth value chooses")]
public sealed record If : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [.. call.Scope.Run(call.Body(call.Number(0) != 0 ? "then_branch" : "else_branch"))];
}
