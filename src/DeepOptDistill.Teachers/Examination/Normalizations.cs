using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Ways in which networks are usually shown images.</summary>
internal static class Normalizations
{
    private const double ToOne = 1.0 / 255;

    private static readonly double[] ImageNetMean = [0.485, 0.456, 0.406];
    private static readonly double[] ImageNetDeviation = [0.229, 0.224, 0.225];

    // The first so many are of values alone.
    private const int Plain = 5;

    // Of Caffe's networks, blue first, on 0 … 255.
    private static readonly double[] CaffeMean = [103.939, 116.779, 123.68];

    /// <summary>Those that give a network other numbers than its description does, each with its name.</summary>
    public static IReadOnlyList<(string Name, TeacherInput Input)> Others(TeacherInput said, NetworkInput input, SampleSet set)
    {
        if (set.Shape.Numbers != SampleNumbers.Byte)
            return set.Shape == input.Shape ? NumberNormalizations.Others(said, set) : [];
        var own = Values(said, input);
        return
        [
            .. All(said, input, set)
                .Where(c =>
                    !PixelValue.CheckWhole(c.Input, input, "").Any()
                    && (c.Input.Channels != said.Channels || !Values(c.Input, input).SequenceEqual(own))
                ),
        ];
    }

    /// <summary>Those whose values differ from the description's, and dark and light or the order of colours as well.</summary>
    public static IReadOnlyList<(string Name, TeacherInput Input)> OtherPairs(TeacherInput said, NetworkInput input, SampleSet set)
    {
        if (set.Shape.Numbers != SampleNumbers.Byte)
            return [];
        var turned = All(said, input, set).Take(Plain).Select(c => ($"{c.Name}, dark and light exchanged", c.Input with { Invert = true }));
        var other = said.Channels == ChannelOrder.Rgb ? ChannelOrder.Bgr : ChannelOrder.Rgb;
        var coloured =
            input.Shape.Channels == 3 && set.Shape.Channels == 3
                ? All(said with { Channels = other }, input, set).Take(Plain).Select(c => ($"{c.Name}, red and blue exchanged", c.Input))
                : [];
        return [.. turned.Concat(coloured).Where(c => !PixelValue.CheckWhole(c.Item2, input, "").Any())];
    }

    private static IEnumerable<(string Name, TeacherInput Input)> All(TeacherInput said, NetworkInput input, SampleSet set)
    {
        var channels = input.Shape.Channels;
        var plain = said with { Invert = false, Scale = ToOne, Mean = [], Deviation = [] };
        double[] halves = [.. Enumerable.Repeat(0.5, channels)];
        yield return ("pixels in [0, 1]", plain);
        yield return ("pixels in 0 … 255", plain with { Scale = 1 });
        yield return ("pixels in [−1, 1]", plain with { Mean = halves, Deviation = halves });
        yield return (
            "ImageNet's mean and deviation",
            plain with
            {
                Mean = Fit(ImageNetMean, channels, said.Channels),
                Deviation = Fit(ImageNetDeviation, channels, said.Channels),
            }
        );
        var (mean, deviation) = Statistics(set);
        yield return (
            "the data's mean and deviation",
            plain with
            {
                Mean = Fit(mean, channels, said.Channels),
                Deviation = Fit(deviation, channels, said.Channels),
            }
        );
        yield return ("dark and light exchanged", said with { Invert = !said.Invert });
        if (channels != 3)
            yield break;
        yield return (
            "Caffe's blue, green, red in 0 … 255 less their mean",
            plain with
            {
                Channels = ChannelOrder.Bgr,
                Scale = 1,
                Mean = CaffeMean,
            }
        );
        if (set.Shape.Channels == 3)
            yield return (
                "red and blue exchanged",
                said with
                {
                    Channels = said.Channels == ChannelOrder.Rgb ? ChannelOrder.Bgr : ChannelOrder.Rgb,
                }
            );
    }

    /// <summary>Numbers of red, green and blue, or of grey, for the channels of a network.</summary>
    private static double[] Fit(double[] numbers, int channels, ChannelOrder order) =>
        numbers.Length != channels ? [.. Enumerable.Repeat(Math.Round(numbers.Average(), 4), channels)]
        : order == ChannelOrder.Bgr ? [.. Enumerable.Reverse(numbers)]
        : numbers;

    /// <summary>Mean and deviation of each channel, in [0, 1], rounded as people write them.</summary>
    private static (double[] Mean, double[] Deviation) Statistics(SampleSet set)
    {
        var plane = set.Shape.Height * set.Shape.Width;
        var counts = new long[set.Shape.Channels][];
        for (var c = 0; c < counts.Length; c++)
            counts[c] = new long[256];
        for (var i = 0; i < Math.Min(set.Count, 2000); i++)
        for (var c = 0; c < counts.Length; c++)
            foreach (var pixel in set.Image(i).Slice(c * plane, plane))
                counts[c][pixel]++;
        double[] means = [.. counts.Select(h => h.Select((n, p) => n * p * ToOne).Sum() / h.Sum())];
        double[] deviations =
        [
            .. counts.Select((h, c) => Math.Sqrt(h.Select((n, p) => n * (p * ToOne - means[c]) * (p * ToOne - means[c])).Sum() / h.Sum())),
        ];
        return ([.. means.Select(v => Math.Round(v, 4))], [.. deviations.Select(v => Math.Max(0.0001, Math.Round(v, 4)))]);
    }

    private static IEnumerable<float> Values(TeacherInput said, NetworkInput input) =>
        Enumerable
            .Range(0, input.Shape.Channels)
            .SelectMany(c => Enumerable.Range(0, 256).Select(p => (float)PixelValue.Of(said, input, c).At(p)));
}
