using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>
/// What a pixel p of 0 … 255, or a number p of another sample, becomes in one channel: (p·scale − mean) / deviation, in float64.
/// </summary>
internal readonly record struct PixelValue(bool Invert, double Scale, double Mean, double Deviation)
{
    /// <summary>The value in a channel of a description; the scale that is not said follows from the type of numbers.</summary>
    public static PixelValue Of(TeacherInput said, NetworkInput input, int channel) =>
        new(
            said.Invert,
            ScaleOf(said, input),
            said.Mean.Count == 0 ? 0 : said.Mean[channel],
            said.Deviation.Count == 0 ? 1 : said.Deviation[channel]
        );

    /// <summary>Factor on the pixel.</summary>
    public static double ScaleOf(TeacherInput said, NetworkInput input) =>
        said.Scale ?? (input.IsWhole || input.Shape.Numbers != SampleNumbers.Byte ? 1 : TeacherInput.PixelToOne);

    /// <summary>The value of a pixel, whole or between two.</summary>
    public double At(double pixel) => ((Invert ? 255 - pixel : pixel) * Scale - Mean) / Deviation;

    /// <summary>Problems of the numbers in a description.</summary>
    public static IEnumerable<Problem> Check(TeacherInput said, string where)
    {
        if (said.Scale is { } scale && !(double.IsFinite(scale) && scale > 0))
            yield return new($"{where}, input.scale", Text([scale]), "a finite number > 0");
        foreach (
            var (key, values) in Statistics(said).Where(s => s.Values.Any(v => !double.IsFinite(v) || (s.Key == "deviation" && v <= 0)))
        )
            yield return new($"{where}, input.{key}", Text(values), key == "mean" ? "finite numbers" : "finite numbers > 0");
        if (said.Size.Count is not (0 or 2) || said.Size.Any(length => length is < 1 or > 16384))
            yield return new(
                $"{where}, input.size",
                $"[{string.Join(", ", said.Size)}]",
                "height and width, each from 1 to 16384",
                "Write input: { size: [224, 224] }."
            );
    }

    /// <summary>Problems of the statistics in a description, for a network of that many channels.</summary>
    public static IEnumerable<Problem> CheckCounts(TeacherInput said, int channels, string where) =>
        Statistics(said)
            .Where(s => s.Values.Count != 0 && s.Values.Count != channels)
            .Select(s => new Problem(
                $"{where}, input.{s.Key}",
                Noun.Counted(s.Values.Count, "number"),
                $"none or one for each of the {channels} channels"
            ));

    /// <summary>The problem of a normalization that makes fractions for a network that takes whole numbers.</summary>
    public static IEnumerable<Problem> CheckWhole(TeacherInput said, NetworkInput input, string where)
    {
        if (input.IsWhole && input.Shape.Numbers == SampleNumbers.Byte && Broken(said, input) is { } value)
            yield return new(
                $"{where}, input.scale",
                $"the pixel 1 as {Text([value])} for input '{input.Name}' of {input.Type.ToString().ToLowerInvariant()}",
                input.Type == DataType.Uint8
                    ? "whole numbers from 0 to 255, which is all that it can take"
                    : "whole numbers, which is all that it can take",
                "Remove scale, mean and deviation, or export the network with a float32 input."
            );
    }

    private static (string Key, IReadOnlyList<double> Values)[] Statistics(TeacherInput said) =>
        [("mean", said.Mean), ("deviation", said.Deviation)];

    private static double? Broken(TeacherInput said, NetworkInput input)
    {
        var values = Enumerable
            .Range(0, input.Shape.Channels)
            .Select(c => Of(said, input, c))
            .Where(v => Enumerable.Range(0, 256).Any(p => !Fits(v.At(p), input.Type)))
            .ToList();
        return values.Count == 0 ? null : values[0].At(1);
    }

    private static bool Fits(double value, DataType type) =>
        value == Math.Round(value) && (type != DataType.Uint8 || value is >= 0 and <= 255);

    private static string Text(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
