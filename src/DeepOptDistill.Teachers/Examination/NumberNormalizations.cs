using System.Runtime.InteropServices;
using DeepOptDistill.Data;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Ways in which networks are usually shown numbers that are no pixels.</summary>
internal static class NumberNormalizations
{
    private const int Most = 2000;
    private const double Least = 1e-9;

    /// <summary>As they are, and each channel (each number of a row) with mean 0 and deviation 1; without the one that a description says.</summary>
    public static IReadOnlyList<(string Name, TeacherInput Input)> Others(TeacherInput said, SampleSet set)
    {
        var plain = said with { Scale = 1, Mean = [], Deviation = [] };
        var (mean, deviation) = Moments(set);
        var isPlain = (said.Scale ?? 1) == 1 && said.Mean.Count == 0 && said.Deviation.Count == 0;
        return [.. isPlain ? [] : new[] { ("the numbers as they are", plain) }, ("each number's mean and deviation in the data", plain with { Mean = mean, Deviation = deviation })];
    }

    private static (double[] Mean, double[] Deviation) Moments(SampleSet set)
    {
        var (area, count) = (set.Shape.Height * set.Shape.Width, Math.Min(set.Count, Most));
        var (sum, squares) = (new double[set.Shape.Channels], new double[set.Shape.Channels]);
        var numbers = MemoryMarshal.Cast<byte, float>(set.Images(0, count));
        for (var i = 0; i < numbers.Length; i++)
        {
            var channel = i % set.Shape.Size / area;
            sum[channel] += numbers[i];
            squares[channel] += (double)numbers[i] * numbers[i];
        }
        double[] mean = [.. sum.Select(s => s / (count * area))];
        return ([.. mean.Select(m => Math.Round(m, 4))], [.. squares.Select((q, c) => Math.Max(Least, Math.Round(Math.Sqrt(Math.Max(0, (q / (count * area)) - (mean[c] * mean[c]))), 4))).Select(d => d <= Least ? 1 : d)]);
    }
}
