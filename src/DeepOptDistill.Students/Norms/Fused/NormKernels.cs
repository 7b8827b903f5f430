using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>
/// The passes of batch norm with a piecewise linear activation over rows of channels, 16 channels at a time. Each pass walks memory once;
/// the constants of 16 channels stay in registers while a tile of rows, small enough for the first cache level, goes by. Compiled at once
/// with all optimizations: the runtime's tiers would keep loops of this kind in a slow form for seconds.
/// </summary>
internal static unsafe class NormKernels
{
    private const int Width = 16;

    /// <summary>Rows of a tile: about 16 KiB.</summary>
    public static int TileRows(int channels) => Math.Max(8, 4096 / channels);

    /// <summary>
    /// Asks for memory that the next tile will need: columns of 16 channels are no pattern that the processor would foresee.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fetch(float* from, long count)
    {
        if (!Sse.IsSupported)
            return;
        for (var end = from + count; from < end; from += Width)
            Sse.Prefetch1(from);
    }

    /// <summary>Σx and Σ(x − Σx/n)² of a tile, per channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Moments(float* x, int rows, int channels, float* sum, float* squares)
    {
        var c = 0;
        for (; c + Width <= channels; c += Width)
        {
            Vector512<float> s0 = default,
                s1 = default,
                q0 = default,
                q1 = default;
            var end = x + ((long)rows * channels);
            var p = x + c;
            for (; p + channels < end; p += 2 * channels)
            {
                s0 += Vector512.Load(p);
                s1 += Vector512.Load(p + channels);
            }
            if (p < end)
                s0 += Vector512.Load(p);
            s0 += s1;
            var mean = s0 / Vector512.Create((float)rows);
            for (p = x + c; p + channels < end; p += 2 * channels)
            {
                var (a, b) = (Vector512.Load(p) - mean, Vector512.Load(p + channels) - mean);
                q0 = Vector512.FusedMultiplyAdd(a, a, q0);
                q1 = Vector512.FusedMultiplyAdd(b, b, q1);
            }
            if (p < end)
            {
                var a = Vector512.Load(p) - mean;
                q0 = Vector512.FusedMultiplyAdd(a, a, q0);
            }
            s0.Store(sum + c);
            (q0 + q1).Store(squares + c);
        }
        for (; c < channels; c++)
        {
            float s = 0,
                q = 0;
            for (var r = 0; r < rows; r++)
                s += x[(r * channels) + c];
            var mean = s / rows;
            for (var r = 0; r < rows; r++)
                q += (x[(r * channels) + c] - mean) * (x[(r * channels) + c] - mean);
            (sum[c], squares[c]) = (s, q);
        }
    }

    /// <summary>y = f(scale·x + shift) with f(z) = z for z &gt; 0, slope·z otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* y, int rows, int channels, float* scale, float* shift, float slope)
    {
        var c = 0;
        var length = (long)rows * channels;
        for (; c + Width <= channels; c += Width)
        {
            var (a, b, f) = (Vector512.Load(scale + c), Vector512.Load(shift + c), Vector512.Create(slope));
            for (long i = c; i < length; i += channels)
            {
                var z = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), a, b);
                Vector512.ConditionalSelect(Vector512.GreaterThan(z, Vector512<float>.Zero), z, z * f).Store(y + i);
            }
        }
        for (; c < channels; c++)
        {
            for (long i = c; i < length; i += channels)
            {
                var z = MathF.FusedMultiplyAdd(x[i], scale[c], shift[c]);
                y[i] = z > 0 ? z : z * slope;
            }
        }
    }

    /// <summary>Adds Σg and Σg·(x − mean) of a tile, g = dy·f'(scale·x + shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce(
        float* x,
        float* dy,
        int rows,
        int channels,
        float* scale,
        float* shift,
        float* mean,
        float slope,
        float* sum,
        float* product
    )
    {
        var c = 0;
        var length = (long)rows * channels;
        for (; c + Width <= channels; c += Width)
        {
            var (a, b, m, f) = (Vector512.Load(scale + c), Vector512.Load(shift + c), Vector512.Load(mean + c), Vector512.Create(slope));
            Vector512<float> s = default,
                q = default;
            for (long i = c; i < length; i += channels)
            {
                var (v, g) = (Vector512.Load(x + i), Vector512.Load(dy + i));
                g = Vector512.ConditionalSelect(
                    Vector512.GreaterThan(Vector512.FusedMultiplyAdd(v, a, b), Vector512<float>.Zero),
                    g,
                    g * f
                );
                s += g;
                q = Vector512.FusedMultiplyAdd(g, v - m, q);
            }
            s.Store(sum + c);
            q.Store(product + c);
        }
        for (; c < channels; c++)
        {
            float s = 0,
                q = 0;
            for (long i = c; i < length; i += channels)
            {
                var g = MathF.FusedMultiplyAdd(x[i], scale[c], shift[c]) > 0 ? dy[i] : dy[i] * slope;
                s += g;
                q += g * (x[i] - mean[c]);
            }
            (sum[c], product[c]) = (s, q);
        }
    }

    /// <summary>dx = scale·g + slopeOfX·x + constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        float* x,
        float* dy,
        float* dx,
        int rows,
        int channels,
        float* scale,
        float* shift,
        float* linear,
        float* constant,
        float slope
    )
    {
        var c = 0;
        var length = (long)rows * channels;
        for (; c + Width <= channels; c += Width)
        {
            var (a, b, l, k, f) = (
                Vector512.Load(scale + c),
                Vector512.Load(shift + c),
                Vector512.Load(linear + c),
                Vector512.Load(constant + c),
                Vector512.Create(slope)
            );
            for (long i = c; i < length; i += channels)
            {
                var (v, g) = (Vector512.Load(x + i), Vector512.Load(dy + i));
                g = Vector512.ConditionalSelect(
                    Vector512.GreaterThan(Vector512.FusedMultiplyAdd(v, a, b), Vector512<float>.Zero),
                    g,
                    g * f
                );
                Vector512.FusedMultiplyAdd(g, a, Vector512.FusedMultiplyAdd(v, l, k)).Store(dx + i);
            }
        }
        for (; c < channels; c++)
        {
            for (long i = c; i < length; i += channels)
            {
                var g = MathF.FusedMultiplyAdd(x[i], scale[c], shift[c]) > 0 ? dy[i] : dy[i] * slope;
                dx[i] = MathF.FusedMultiplyAdd(g, scale[c], MathF.FusedMultiplyAdd(x[i], linear[c], constant[c]));
            }
        }
    }
}
