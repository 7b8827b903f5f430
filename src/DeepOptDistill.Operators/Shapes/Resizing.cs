using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>
/// Maps of another size, axis by axis: each number that leaves is a sum of numbers of its axis with weights that do not depend on the
/// others, so that an axis is one product of matrices.
/// </summary>
internal static class Resizing
{
    /// <summary>A resized tensor.</summary>
    /// <param name="call">The node.</param>
    /// <param name="scales">The input that says how much larger.</param>
    /// <param name="sizes">The input that says how large.</param>
    public static Tensor Of(NodeCall call, int scales, int sizes)
    {
        var x = call.X;
        var axes = call.Ints("axes")?.Select(axis => NodeCall.Axis(axis, x.dim())).ToArray() ?? [.. Enumerable.Range(0, (int)x.dim())];
        var (factors, lengths) = Wanted(call, scales, sizes, axes);
        for (var i = 0; i < axes.Length; i++)
        {
            if (lengths[i] == x.shape[axes[i]] && factors[i] == 1)
                continue;
            using var weights = Weights(call, x.shape[axes[i]], lengths[i], factors[i]);
            var moved = x.movedim([axes[i]], [-1]);
            x = moved.matmul(weights.to_type(x.dtype).t()).movedim([-1], [axes[i]]);
        }
        return ReferenceEquals(x, call.X) ? x.alias() : x;
    }

    private static (float[] Factors, long[] Lengths) Wanted(NodeCall call, int scales, int sizes, int[] axes)
    {
        if (call.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
            throw new NotSupportedException("Resize that keeps the aspect ratio");
        long[] own = [.. axes.Select(axis => call.X.shape[axis])];
        if (call.Opset >= 10 && call.Find(sizes) is { } told && told.numel() > 0)
        {
            var lengths = told.WholeNumbers();
            return ([.. lengths.Select((length, i) => length / (float)own[i])], lengths);
        }
        var factors = call.Floats("scales") ?? Numbers(call[scales]);
        return (factors, [.. factors.Select((factor, i) => (long)Math.Floor(own[i] * factor))]);
    }

    private static float[] Numbers(Tensor scales)
    {
        using var plain = scales.to_type(ScalarType.Float32).contiguous();
        return plain.data<float>().ToArray();
    }

    // Row by row, the weights of the numbers that make one number.
    private static Tensor Weights(NodeCall call, long from, long to, float factor)
    {
        var table = new double[to * from];
        for (var place = 0L; place < to; place++)
            foreach (var (at, weight) in Sources(call, Place(call, place, from, to, factor), from, Squeezed(call, factor)))
                table[(place * from) + at] += weight;
        return tensor(table, dtype: ScalarType.Float64).reshape(to, from);
    }

    // In float32, as runtimes compute it: of two nearest places the one that they take.
    private static double Place(NodeCall call, float at, float from, float to, float factor) =>
        call.Text("coordinate_transformation_mode", call.Opset < 11 ? "asymmetric" : "half_pixel") switch
        {
            "half_pixel" => ((at + 0.5f) / factor) - 0.5f,
            "pytorch_half_pixel" => to > 1 ? ((at + 0.5f) / factor) - 0.5f : 0,
            "asymmetric" => at / factor,
            "align_corners" => to == 1 ? 0 : at * (from - 1) / (to - 1),
            "half_pixel_symmetric" => (from / 2 * (1 - (to / (factor * from)))) + ((at + 0.5f) / factor) - 0.5f,
            var mode => throw new NotSupportedException($"Resize with coordinates '{mode}'"),
        };

    private static IEnumerable<(long At, double Weight)> Sources(NodeCall call, double place, long size, double squeezed) =>
        call.Text("mode", "nearest") switch
        {
            "nearest" => [(Math.Clamp(Nearest(call, place), 0, size - 1), 1)],
            "linear" or "bilinear" => Near(
                place,
                1 / squeezed,
                size,
                offset => Math.Max(0, 1 - Math.Abs(offset * squeezed)),
                IsInside(call)
            ),
            "cubic" => Near(
                place,
                2 / squeezed,
                size,
                offset => Cubic(offset * squeezed, call.Float("cubic_coeff_a", -0.75)),
                IsInside(call)
            ),
            var mode => throw new NotSupportedException($"Resize with mode '{mode}'"),
        };

    private static long Nearest(NodeCall call, double place) =>
        call.Text("nearest_mode", call.Opset < 11 ? "floor" : "round_prefer_floor") switch
        {
            "round_prefer_floor" => (long)Math.Ceiling(place - 0.5),
            "round_prefer_ceil" => (long)Math.Floor(place + 0.5),
            "floor" => (long)Math.Floor(place),
            "ceil" => (long)Math.Ceiling(place),
            var mode => throw new NotSupportedException($"Resize with nearest_mode '{mode}'"),
        };

    // Made smaller with antialiasing, the window is as much wider as the axis gets shorter.
    private static double Squeezed(NodeCall call, float factor) => call.Int("antialias", 0) != 0 ? Math.Min(1, factor) : 1;

    private static bool IsInside(NodeCall call) => call.Int("exclude_outside", 0) != 0;

    private static List<(long At, double Weight)> Near(double place, double reach, long size, Func<double, double> weight, bool isInside)
    {
        var half = (int)Math.Ceiling(reach);
        var first = (long)Math.Floor(place) - half + 1;
        var near = Enumerable.Range(0, 2 * half).Select(k => (At: first + k, Weight: weight(place - (first + k))));
        if (isInside)
            near = near.Where(source => source.At >= 0 && source.At < size);
        var kept = near.Select(source => (At: Math.Clamp(source.At, 0, size - 1), source.Weight)).ToList();
        var all = kept.Sum(source => source.Weight);
        return [.. kept.Select(source => (source.At, source.Weight / all))];
    }

    private static double Cubic(double offset, double a)
    {
        var d = Math.Abs(offset);
        if (d <= 1)
            return ((((a + 2) * d) - (a + 3)) * d * d) + 1;
        return d < 2 ? (((((a * d) - (5 * a)) * d) + (8 * a)) * d) - (4 * a) : 0;
    }
}
