using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>A function of any number of tensors, number by number; shorter axes are repeated.</summary>
public abstract record Variadic : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.Broadcast()];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var all = call.All.ToList();
        var sum = all.Count == 1 ? all[0].alias() : all.Skip(1).Aggregate(all[0], Two);
        return [Ended(sum, all.Count)];
    }

    /// <summary>The function of two.</summary>
    private protected abstract Tensor Two(Tensor a, Tensor b);

    /// <summary>What is done to all of them together.</summary>
    private protected virtual Tensor Ended(Tensor all, int count) => all;
}
