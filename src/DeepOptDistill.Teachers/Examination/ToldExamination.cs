using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>
/// Asks a teacher of labels or values samples of which these are known, and says what is wrong with it: constant or useless answers, and
/// values in another unit.
/// </summary>
public static class ToldExamination
{
    /// <summary>Samples of which no fewer tell anything.</summary>
    public const int Fewest = 2;

    /// <summary>R² that a simpler unit may lose and still be as good: what a fit to some hundred samples gains by chance.</summary>
    private const double AsGood = 0.005;

    private const double Useful = 0.1,
        Better = 0.2;

    /// <summary>Samples between two looks at the clock: however slow a teacher is, so many are asked.</summary>
    private const int Chunk = 64;

    /// <summary>Examines a teacher.</summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="set">Samples with labels or values, not necessarily those that it was trained on.</param>
    /// <param name="options">How thoroughly; null for the default.</param>
    /// <exception cref="InputException">The file does not run, or does not fit its description.</exception>
    public static Examined Of(TeacherSpec spec, string folder, SampleSet set, ExaminationOptions? options = null)
    {
        options ??= new();
        var asked = set.Select(set.Name, new Questions(set, [true], options.Images).Places);
        if (asked.Count < Fewest)
            return new(0, double.NaN, []);
        float[] answers;
        Finding? unsteady;
        using (var teacher = Teacher.Open(spec, folder, set.Shape, set.Classes, options.Threads, set.Task))
        {
            unsteady = Steadiness.Of(
                (first, count) => Some(teacher, asked, first, count),
                asked.Count,
                () => OnnxModel.Read(Path.Combine(folder, spec.Model))
            );
            answers = Ask(teacher, asked, options);
        }
        var count = answers.Length / set.Classes.Count;
        if (count < asked.Count)
            asked = asked.Select(set.Name, [.. Enumerable.Range(0, count)]);
        var fit = Fit.Of(answers, asked);
        return new(asked.Count, fit.Quality, unsteady is null ? [.. Found(spec, answers, asked, fit)] : [unsteady]) { Task = set.Task };
    }

    /// <summary>The answers to as many of the first samples as the budget allows.</summary>
    private static float[] Ask(Teacher teacher, SampleSet asked, ExaminationOptions options)
    {
        var (clock, answers, done) = (options.Clock ?? TimeProvider.System, new float[asked.Count * teacher.Classes], 0);
        var start = clock.GetTimestamp();
        while (done < asked.Count && (done == 0 || options.Budget is not { } budget || clock.GetElapsedTime(start) < budget))
        {
            var size = Math.Min(Chunk, asked.Count - done);
            teacher.Answer(asked.Images(done, size), size, answers.AsSpan(done * teacher.Classes), done);
            done += size;
        }
        return answers[..(done * teacher.Classes)];
    }

    private static float[] Some(Teacher teacher, SampleSet asked, int first, int count)
    {
        var answers = new float[count * teacher.Classes];
        teacher.Answer(asked.Images(first, count), count, answers, first);
        return answers;
    }

    private static IEnumerable<Finding> Found(TeacherSpec spec, float[] answers, SampleSet asked, Fit fit)
    {
        var width = asked.Classes.Count;
        if (Enumerable.Range(1, asked.Count - 1).All(i => answers.AsSpan(i * width, width).SequenceEqual(answers.AsSpan(0, width))))
            yield return new(
                Fault.ConstantAnswers,
                $"the same answer to {asked.Count} different samples",
                "Fetch or train the network again: nothing of the sample reaches its output."
            );
        else if (asked.Task == TaskKind.Labels && Uninformed(asked) is var without && fit.Loss > without)
            yield return new(
                Fault.NearChance,
                Text($"binary cross-entropy {fit.Loss:0.000} on {asked.Count} samples, {without:0.000} by the shares of the labels alone"),
                "Check the order of its labels (output: { classes: [ … ] }), its normalization, and that it was trained on these labels."
            );
        else if (asked.Task == TaskKind.Values && OfValues(spec, answers, asked, fit.Quality) is { } finding)
            yield return finding;
    }

    private static Finding? OfValues(TeacherSpec spec, float[] answers, SampleSet asked, double explained)
    {
        var lines = Enumerable.Range(0, asked.Classes.Count).Select(d => Line.Of(answers, asked.Truths!, d)).ToList();
        var best = lines.Average(line => line.Explained);
        if (best >= Useful && best - explained >= Better)
        {
            var said = spec.Output;
            var output =
                Simple(said, answers, asked, best)
                ?? said with
                {
                    Scale = [.. lines.Select((line, d) => Round(line.Slope * Scale(said, d)))],
                    Shift = [.. lines.Select((line, d) => ShiftOf(line, said, d, asked.Truths!.Origins?.Numbers[d] ?? 0))],
                };
            var evidence =
                Text($"R² {Percent(explained)} on {asked.Count} samples, and {Percent(best)} in another unit, ")
                + "as a straight line through its answers shows";
            return new(Fault.WrongUnits, evidence, TeacherLines.Of(output)) { Lines = [TeacherLines.Of(output)] };
        }
        return explained >= Useful
            ? null
            : new(
                Fault.NearChance,
                Text($"R² {Percent(explained)} on {asked.Count} samples; 0 is what the mean alone has, and no other unit helps"),
                "Check that the file holds the trained network, and that it was trained on these values."
            );
    }

    /// <summary>
    /// Powers of ten alone, where they explain as much: thousands are thousands, and what a fit adds to that is noise. Null where they do
    /// not, or where something else is said already.
    /// </summary>
    private static TeacherOutput? Simple(TeacherOutput said, float[] answers, SampleSet asked, double best)
    {
        var truths = asked.Truths!;
        if (said.Scale.Count + said.Shift.Count > 0 || truths.Origins is not null)
            return null;
        var lines = Enumerable.Range(0, truths.Width).Select(d => Line.Of(answers, truths, d)).ToList();
        if (lines.Exists(line => line.Slope <= 0))
            return null;
        double[] powers = [.. lines.Select(line => Math.Pow(10, Math.Round(Math.Log10(line.Slope))))];
        var explained = powers.Select((power, d) => Line.Explains(answers, truths, d, power)).Average();
        return best - explained <= AsGood ? said with { Scale = powers } : null;
    }

    /// <summary>A share in percent; far below none the digits tell nothing.</summary>
    private static string Percent(double share) => share < -10 ? "below −1,000 %" : Text($"{100 * share:0.0} %").Replace('-', '−');

    /// <summary>With an origin all digits count: the spread is small beside it.</summary>
    private static double ShiftOf(Line line, TeacherOutput said, int value, double origin) =>
        origin == 0
            ? Round(line.Offset + (line.Slope * Shift(said, value)))
            : origin + line.Offset + (line.Slope * (Shift(said, value) - origin));

    private static double Scale(TeacherOutput said, int value) => said.Scale.Count > 0 ? said.Scale[value] : 1;

    private static double Shift(TeacherOutput said, int value) => said.Shift.Count > 0 ? said.Shift[value] : 0;

    /// <summary>The loss of answers that know the share of each label and nothing else.</summary>
    private static double Uninformed(SampleSet asked)
    {
        var width = asked.Classes.Count;
        return Enumerable
            .Range(0, width)
            .Average(label =>
            {
                var share = Enumerable.Range(0, asked.Count).Average(i => asked.Truths!.Row(i)[label]);
                return share is 0 or 1 ? 0 : -(share * Math.Log(share)) - ((1 - share) * Math.Log(1 - share));
            });
    }

    private static double Round(double number) =>
        double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The straight line through answers and truths with the least squares.</summary>
    private readonly record struct Line(double Slope, double Offset, double Explained)
    {
        /// <summary>R² of the answers times a factor.</summary>
        public static double Explains(float[] answers, Truths truths, int value, double factor)
        {
            var places = Enumerable.Range(0, truths.Count).Select(i => (i * truths.Width) + value).ToList();
            var mean = places.Average(at => (double)truths.Numbers[at]);
            var (left, spread) = (
                places.Sum(at => Math.Pow(truths.Numbers[at] - (factor * answers[at]), 2)),
                places.Sum(at => Math.Pow(truths.Numbers[at] - mean, 2))
            );
            return 1 - (left / spread);
        }

        public static Line Of(float[] answers, Truths truths, int value)
        {
            double[] told = [.. Enumerable.Range(0, truths.Count).Select(i => (double)truths.Numbers[(i * truths.Width) + value])];
            double[] said = [.. Enumerable.Range(0, truths.Count).Select(i => (double)answers[(i * truths.Width) + value])];
            var (x, y) = (said.Average(), told.Average());
            var (own, shared, spread) = (
                said.Sum(a => (a - x) * (a - x)),
                said.Zip(told, (a, b) => (a - x) * (b - y)).Sum(),
                told.Sum(b => (b - y) * (b - y))
            );
            var slope = own > 0 ? shared / own : 0;
            return new(slope, y - (slope * x), own > 0 && spread > 0 ? shared * shared / (own * spread) : 0);
        }
    }
}
