using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// An optimizer without a fused kernel in libtorch: one pass over the memory of parameter, gradient and up to three moments, a vector
/// register at a time, in single or double precision, without a temporary tensor.
/// </summary>
public abstract record SinglePass : FirstOrder
{
    /// <summary>What is done to one register of numbers; a struct, so that the pass is compiled for each.</summary>
    private protected interface IUpdate<T>
    {
        void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3);
    }

    internal sealed override void Step(OptimizerGroup group, double rate, long step)
    {
        if (group.Parameters[0].dtype == ScalarType.Float64)
            Step<double>(group, rate, step);
        else
            Step<float>(group, rate, step);
    }

    /// <summary>Makes the update of this step and passes over the group with it.</summary>
    private protected abstract void Step<T>(OptimizerGroup group, double rate, long step)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>A number in every lane.</summary>
    private protected static Vector<T> All<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T> => new(T.CreateTruncating(value));

    private protected static void Pass<T, TUpdate>(OptimizerGroup group, double rate, TUpdate update)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : struct, IUpdate<T>
    {
        var (coupled, keep) = (All<T>(group.Coupled), All<T>(1 - (rate * group.Decoupled)));
        for (var i = 0; i < group.Parameters.Length; i++)
        {
            using var scope = NewDisposeScope();
            var gradient = StorageOrder.Values<T>(group.Gradient(i));
            Walk(
                group.Parameter<T>(i),
                gradient,
                group.Moment<T>(0, i),
                group.Moment<T>(1, i),
                group.Moment<T>(2, i),
                coupled,
                keep,
                update
            );
        }
    }

    private static void Walk<T, TUpdate>(
        Span<T> p,
        Span<T> g,
        Span<T> a,
        Span<T> b,
        Span<T> c,
        Vector<T> coupled,
        Vector<T> keep,
        TUpdate update
    )
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : struct, IUpdate<T>
    {
        var whole = p.Length - (p.Length % Vector<T>.Count);
        for (var i = 0; i < whole; i += Vector<T>.Count)
            One(p[i..], g[i..], Rest(a, i), Rest(b, i), Rest(c, i), coupled, keep, update);
        if (whole == p.Length)
            return;
        // What does not fill a register goes through a padded one.
        Span<T> memory = stackalloc T[5 * Vector<T>.Count];
        memory.Clear();
        var (n, size) = (Vector<T>.Count, p.Length - whole);
        p[whole..].CopyTo(memory);
        g[whole..].CopyTo(memory[n..]);
        Rest(a, whole).CopyTo(memory[(2 * n)..]);
        Rest(b, whole).CopyTo(memory[(3 * n)..]);
        Rest(c, whole).CopyTo(memory[(4 * n)..]);
        One(memory, memory[n..], memory[(2 * n)..], memory[(3 * n)..], memory[(4 * n)..], coupled, keep, update);
        memory[..size].CopyTo(p[whole..]);
        if (!a.IsEmpty)
            memory.Slice(2 * n, size).CopyTo(a[whole..]);
        if (!b.IsEmpty)
            memory.Slice(3 * n, size).CopyTo(b[whole..]);
        if (!c.IsEmpty)
            memory.Slice(4 * n, size).CopyTo(c[whole..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<T, TUpdate>(
        Span<T> p,
        Span<T> g,
        Span<T> a,
        Span<T> b,
        Span<T> c,
        Vector<T> coupled,
        Vector<T> keep,
        TUpdate update
    )
        where T : unmanaged, IFloatingPointIeee754<T>
        where TUpdate : struct, IUpdate<T>
    {
        var parameter = new Vector<T>(p);
        var gradient = new Vector<T>(g) + (coupled * parameter);
        parameter *= keep;
        var (moment1, moment2, moment3) = (Load(a), Load(b), Load(c));
        update.Apply(ref parameter, gradient, ref moment1, ref moment2, ref moment3);
        parameter.CopyTo(p);
        if (!a.IsEmpty)
            moment1.CopyTo(a);
        if (!b.IsEmpty)
            moment2.CopyTo(b);
        if (!c.IsEmpty)
            moment3.CopyTo(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load<T>(Span<T> from) => from.IsEmpty ? Vector<T>.Zero : new Vector<T>(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<T> Rest<T>(Span<T> span, int from) => span.IsEmpty ? span : span[from..];
}
