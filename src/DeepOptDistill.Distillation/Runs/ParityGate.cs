using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Whether an exported file answers as the trained network does. Logits may differ by 10⁻⁴ of the largest, and the class must be the same
/// wherever the margin between the two best exceeds that difference. Each value may differ by 10⁻⁴ of its own standard deviation, and by
/// what its numbers round to in 32 bits.
/// </summary>
/// <param name="name">The network, for problems.</param>
/// <param name="task">What is asked about a sample.</param>
/// <param name="width">Classes, labels or values.</param>
/// <param name="deviations">Standard deviation of each value over the training split; null of classes and labels.</param>
/// <param name="tolerance">How far they may differ.</param>
internal sealed class ParityGate(
    string name,
    TaskKind task,
    int width,
    IReadOnlyList<float>? deviations,
    double tolerance = ParityGate.Usual
)
{
    /// <summary>What files of float32 are held to.</summary>
    internal const double Usual = 1e-4;

    /// <summary>What files of 16 bits are held to, which are trained in 32.</summary>
    internal const double OfHalves = 1e-2;

    // Two roundings on each side.
    private const double Rounding = 4 * 5.9604645e-8;

    /// <summary>How far two answers differ, and whether they pass.</summary>
    /// <param name="before">Samples × width.</param>
    /// <param name="after">As many.</param>
    public (double Error, int Different, bool Passes) Compare(ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        var (error, passes) = task == TaskKind.Values ? OfValues(before, after) : OfLogits(before, after);
        var different = task == TaskKind.Classes ? OtherClasses(before, after) : 0;
        return (error, different, passes && different == 0);
    }

    /// <summary>Compares answers; gives max |Δ| over the largest |logit|, or over the value's standard deviation.</summary>
    /// <param name="torch">What the trained network says, samples × width.</param>
    /// <param name="onnx">What the file says.</param>
    /// <exception cref="RunFailedException">They disagree, or the network's answers are not finite.</exception>
    public double Pass(ReadOnlySpan<float> torch, ReadOnlySpan<float> onnx)
    {
        if (FirstInfinite(torch) is { } number)
            throw Diverged(number);
        var (error, different, passes) = Compare(torch, onnx);
        return passes
            ? error
            : throw new RunFailedException(
                new Problem(
                    "parity gate",
                    FormattableString.Invariant(
                        $"max |Δ| {error:0.0e0} of {Unit} and {different} different answers between ONNX Runtime and libtorch"
                    ),
                    FormattableString.Invariant($"at most {tolerance:0e0} and none"),
                    "Where numbers of the input are far from 0, rounding alone does this: give the student 'preprocessing: [ "
                        + "standardize ]'. "
                        + "Otherwise it is "
                        + "a defect of the export: please report it with the student."
                )
            );
    }

    private string Unit => task == TaskKind.Values ? "a value's standard deviation" : "the logit scale";

    private (double Error, bool Passes) OfLogits(ReadOnlySpan<float> torch, ReadOnlySpan<float> onnx)
    {
        var (scale, delta) = (1e-12, Delta(torch, onnx));
        foreach (var logit in torch)
            scale = Math.Max(scale, Math.Abs(logit));
        return (delta / scale, delta <= tolerance * scale);
    }

    private (double Error, bool Passes) OfValues(ReadOnlySpan<float> torch, ReadOnlySpan<float> onnx)
    {
        var (error, passes) = (0.0, true);
        for (var i = 0; i < torch.Length; i++)
        {
            var (deviation, delta) = ((double)deviations![i % width], Math.Abs((double)torch[i] - onnx[i]));
            passes &= delta <= (tolerance * deviation) + (Rounding * Math.Abs(torch[i]));
            error = Math.Max(error, delta / deviation);
        }
        return (error, passes);
    }

    private int OtherClasses(ReadOnlySpan<float> torch, ReadOnlySpan<float> onnx)
    {
        var (delta, different) = (Delta(torch, onnx), 0);
        for (var i = 0; i < torch.Length; i += width)
        {
            var one = torch.Slice(i, width);
            var other = onnx.Slice(i, width);
            if (Score.ArgMax(one) != Score.ArgMax(other) && Margin(one) > delta)
                different++;
        }
        return different;
    }

    private static double Delta(ReadOnlySpan<float> torch, ReadOnlySpan<float> onnx)
    {
        var delta = 0.0;
        for (var i = 0; i < torch.Length; i++)
            delta = Math.Max(delta, Math.Abs((double)torch[i] - onnx[i]));
        return delta;
    }

    private static float? FirstInfinite(ReadOnlySpan<float> answers)
    {
        foreach (var answer in answers)
            if (!float.IsFinite(answer))
                return answer;
        return null;
    }

    private RunFailedException Diverged(float number) =>
        new(
            new Problem(
                $"network {name}",
                FormattableString.Invariant($"an answer of {number} after its training"),
                "finite numbers",
                "The training diverged: lower the learning rate, clip the gradient ('clip_norm: 1'), or look at 'metrics.jsonl'."
            )
        );

    private static float Margin(ReadOnlySpan<float> row)
    {
        var best = Score.ArgMax(row);
        var second = float.NegativeInfinity;
        for (var k = 0; k < row.Length; k++)
            if (k != best)
                second = Math.Max(second, row[k]);
        return row[best] - second;
    }
}
