using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepOptDistill.Students.Activations.Fused;

/// <summary>
/// Maxout over memory in which the pieces of a unit lie side by side, as channels-last maps and features do: y_i = max x_{i·p + j} over j
/// &lt; p. The first of equals wins, and a NaN beats all numbers. Two pieces go 32 values at a time, a pair as one number of 64 bits.
/// </summary>
internal static unsafe class MaxoutKernels
{
    private const int Width = 16;

    /// <summary>y: the largest of each unit's pieces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, long units, int pieces)
    {
        long i = 0;
        if (pieces == 2)
        {
            for (; i + Width <= units; i += Width)
            {
                var (lower, upper) = (Vector512.Load(x + (2 * i)), Vector512.Load(x + (2 * i) + Width));
                Vector512.Narrow(Larger(lower), Larger(upper)).AsSingle().Store(y + i);
            }
        }
        for (; i < units; i++)
            y[i] = x[(i * pieces) + Winner(x + (i * pieces), pieces)];
    }

    /// <summary>dx: each unit's gradient at its winner, 0 at the other pieces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* x, float* dy, float* dx, long units, int pieces)
    {
        long i = 0;
        if (pieces == 2)
        {
            for (; i + Width <= units; i += Width)
            {
                var (lower, upper) = Vector512.Widen(Vector512.Load(dy + i).AsUInt32());
                Spread(Vector512.Load(x + (2 * i)), lower).Store(dx + (2 * i));
                Spread(Vector512.Load(x + (2 * i) + Width), upper).Store(dx + (2 * i) + Width);
            }
        }
        for (; i < units; i++)
        {
            for (var j = 0; j < pieces; j++)
                dx[(i * pieces) + j] = 0;
            dx[(i * pieces) + Winner(x + (i * pieces), pieces)] = dy[i];
        }
    }

    private static int Winner(float* x, int pieces)
    {
        var best = 0;
        for (var j = 1; j < pieces; j++)
            if (!(x[best] >= x[j]) && !float.IsNaN(x[best]))
                best = j;
        return best;
    }

    /// <summary>The larger of each pair, in the lower half of its 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Larger(Vector512<float> pairs)
    {
        var second = Second(pairs);
        return Vector512.ConditionalSelect(FirstWins(pairs, second), pairs, second).AsUInt64();
    }

    /// <summary>Gradients, one in the lower half of each 64 bits, moved to the winners of the pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Spread(Vector512<float> pairs, Vector512<ulong> gradients)
    {
        var first = FirstWins(pairs, Second(pairs)).AsUInt64();
        return ((gradients & first) | (Vector512.AndNot(gradients, first) << 32)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Second(Vector512<float> pairs) => (pairs.AsUInt64() >> 32).AsSingle();

    /// <summary>All bits of a pair's lower half set where the first wins; the upper half says nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FirstWins(Vector512<float> pairs, Vector512<float> second) =>
        Vector512.GreaterThanOrEqual(pairs, second) | ~Vector512.Equals(pairs, pairs);
}
