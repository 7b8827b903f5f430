using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>
/// Batch norm and the activation behind it as one function of the autograd graph: y = f(γ(x − μ)/√(σ² + ε) + β), f(z) = z for z &gt; 0,
/// slope·z otherwise. Two passes over memory forward, two backward, where the separate layers take four and five. The gradient is the
/// paper's.
/// </summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167, section 3.</remarks>
internal sealed class NormActivation : autograd.SingleTensorFunction<NormActivation>
{
    // Native code reads the gradients of a call after it has returned; by the next call it has.
    [ThreadStatic]
    private static IReadOnlyList<Tensor>? handed;

    public override string Name => "norm-activation";

    /// <summary>
    /// Applies it. TorchSharp sets aside a tensor of the output's size for a case that does not arise here; it goes with the scope.
    /// </summary>
    public static Tensor Of(Tensor x, Tensor weight, Tensor bias, BatchStatistics statistics, double epsilon, float slope)
    {
        using var scope = NewDisposeScope();
        return apply(x, weight, bias, statistics, epsilon, slope).MoveToOuterDisposeScope();
    }

    /// <summary>Arguments: x, γ, β, statistics to fill, ε, slope.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var statistics = (BatchStatistics)vars[3];
        var (epsilon, slope) = ((double)vars[4], (float)vars[5]);
        var ordered = Rows.Ordered(x);
        var y = Rows.Like(ordered);
        Pass.Measure(ordered, statistics);
        statistics.Prepare(MemoryMarshal.Cast<byte, float>(weight.bytes), MemoryMarshal.Cast<byte, float>(bias.bytes), epsilon);
        Pass.Forward(ordered, y, statistics, slope);
        ctx.save_for_backward([ordered]);
        ctx.save_data("statistics", statistics);
        ctx.save_data("slope", slope);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        foreach (var taken in handed ?? [])
            taken.Dispose();
        using var scope = NewDisposeScope();
        var x = ctx.get_saved_variables()[0];
        var statistics = (BatchStatistics)ctx.get_data("statistics");
        var slope = (float)ctx.get_data("slope");
        var dy = Rows.Ordered(grad_output);
        var dx = Rows.Like(x);
        var (dGamma, dBeta) = Pass.Backward(x, dy, dx, statistics, slope);
        handed = [dx.MoveToOuterDisposeScope(), tensor(dGamma).MoveToOuterDisposeScope(), tensor(dBeta).MoveToOuterDisposeScope()];
        // The layer before needs the memory: what was saved for this pass goes now, as it does in libtorch's own layers, and not with the
        // whole graph.
        grad_output.Dispose();
        ctx.Dispose();
        // One gradient for each argument of forward; those that are no tensors have none.
        return [.. handed, null!, null!, null!];
    }
}
