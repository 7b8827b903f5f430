using DeepOptDistill.Students.Norms.Fused;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Activations.Fused;

/// <summary>
/// Maxout as one function of the autograd graph: one pass over memory forward and one backward. libtorch's maximum over an axis takes
/// several backward, over maps with an axis of their own for the pieces, and shares the gradient among equal pieces; here the first of them
/// has it.
/// </summary>
internal sealed class PieceMaximum : autograd.SingleTensorFunction<PieceMaximum>
{
    // Native code reads the gradient of a call after it has returned; by the next call it has.
    [ThreadStatic]
    private static Tensor? handed;

    public override string Name => "piece-maximum";

    /// <summary>Applies it to channels or features of 32-bit numbers. A tensor that TorchSharp sets aside goes with the scope.</summary>
    public static Tensor Of(Tensor x, int pieces)
    {
        using var scope = NewDisposeScope();
        // Where no backward pass will come, nothing would let go of what is saved for it.
        var y = is_grad_enabled() && x.requires_grad ? apply(x, pieces) : Largest(Rows.Ordered(x), pieces);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>Arguments: x, pieces.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, pieces) = (Rows.Ordered((Tensor)vars[0]), (int)vars[1]);
        var y = Largest(x, pieces);
        ctx.save_for_backward([x]);
        ctx.save_data("pieces", pieces);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        handed?.Dispose();
        using var scope = NewDisposeScope();
        var x = ctx.get_saved_variables()[0];
        var dx = Rows.Like(x);
        Backward(x, Rows.Ordered(grad_output), dx, (int)ctx.get_data("pieces"));
        handed = dx.MoveToOuterDisposeScope();
        // The layer before needs the memory: what was saved for this pass goes now, and not with the whole graph.
        grad_output.Dispose();
        ctx.Dispose();
        // One gradient for each argument of forward; pieces have none.
        return [handed, null!];
    }

    private static unsafe Tensor Largest(Tensor x, int pieces)
    {
        var y = Rows.Like(x, (int)x.shape[1] / pieces);
        var rows = Rows.Of(y);
        var (from, to, count, channels) = ((nint)Rows.Of(x).First, (nint)rows.First, rows.Count, rows.Channels);
        var team = Pass.Team(count);
        ThreadTeam.Run(
            team,
            member =>
            {
                var (first, end) = Pass.Share(count, member, team);
                var at = (long)first * channels;
                MaxoutKernels.Forward((float*)from + (at * pieces), (float*)to + at, (long)(end - first) * channels, pieces);
            }
        );
        return y;
    }

    private static unsafe void Backward(Tensor x, Tensor dy, Tensor dx, int pieces)
    {
        var rows = Rows.Of(dy);
        var (px, pdy, pdx, count, channels) = (
            (nint)Rows.Of(x).First,
            (nint)rows.First,
            (nint)Rows.Of(dx).First,
            rows.Count,
            rows.Channels
        );
        var team = Pass.Team(count);
        ThreadTeam.Run(
            team,
            member =>
            {
                var (first, end) = Pass.Share(count, member, team);
                var at = (long)first * channels;
                MaxoutKernels.Backward(
                    (float*)px + (at * pieces),
                    (float*)pdy + at,
                    (float*)pdx + (at * pieces),
                    (long)(end - first) * channels,
                    pieces
                );
            }
        );
    }
}
