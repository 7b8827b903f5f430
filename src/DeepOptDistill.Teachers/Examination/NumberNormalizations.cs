using System.Runtime.InteropServices;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Ways in which networks are usually shown numbers that are no pixels.</summary>
internal static class NumberNormalizations
{
    private const int Most = 2000;
    private const double Least = 1e-9;

    /// <summary>
    /// As they are, and each channel (each number of a row) with mean 0 and deviation 1; without the one that a description says.
    /// </summary>
    public static IReadOnlyList<(string Name, TeacherInput Input)> Others(TeacherInput said, SampleSet set)
    {
        var plain = said with { Scale = 1, Mean = [], Deviation = [] };
        var (mean, deviation) = Moments(set);
        var isPlain = (said.Scale ?? 1) == 1 && said.Mean.Count == 0 && said.Deviation.Count == 0;
        return
        [
            .. isPlain ? [] : new[] { ("the numbers as they are", plain) },
            ("each number's mean and deviation in the data", plain with { Mean = mean, Deviation = deviation }),
        ];
    }

    private static (double[] Mean, double[] Deviation) Moments(SampleSet set)
    {
        var (area, count) = (set.Shape.Height * set.Shape.Width, Math.Min(set.Count, Most));
        var numbers = MemoryMarshal.Cast<byte, float>(set.Images(0, count)).ToArray();
        var channels = Enumerable
            .Range(0, set.Shape.Channels)
            .Select(c => Moments(numbers.Where((_, i) => i % set.Shape.Size / area == c).Select(n => (double)n).ToList()))
            .ToList();
        return (
            [.. channels.Select((channel, c) => channel.Mean + (set.Shape.Columns?.Origins[c] ?? 0))],
            [.. channels.Select(channel => channel.Deviation)]
        );
    }

    /// <summary>Rounded to what is told from the deviation, whatever the unit; a deviation of 1 for numbers that are all equal.</summary>
    private static (double Mean, double Deviation) Moments(List<double> numbers)
    {
        var mean = numbers.Average();
        var deviation = Math.Sqrt(numbers.Average(n => (n - mean) * (n - mean)));
        if (!(deviation > Least * Math.Abs(mean)))
            return (mean, 1);
        var digits = Math.Clamp(4 - (int)Math.Floor(Math.Log10(deviation)), 0, 15);
        return (Math.Round(mean, digits), Math.Round(deviation, digits));
    }
}
