using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Measures an ONNX model that belongs to no run.</summary>
public static class Evaluator
{
    private const int MostNamed = 5;

    /// <summary>How far from 1 a sum of probabilities may be rounded.</summary>
    private const double Whole = 1e-3;

    /// <summary>The same for several: those of one name are told apart by what they were asked for as.</summary>
    /// <param name="paths">An ONNX file, a folder or a name each.</param>
    /// <param name="test">What they are asked.</param>
    /// <param name="workplace">Where names are looked up.</param>
    /// <param name="threads">Threads for answering; latency is measured on one.</param>
    /// <param name="train">The training samples beside these; null where they are not known.</param>
    /// <exception cref="Core.Problems.InputException">A model cannot be read or does not fit the data.</exception>
    public static IReadOnlyList<ModelRecord> All(
        IReadOnlyList<string> paths,
        SampleSet test,
        Workplace workplace,
        int threads,
        SampleSet? train = null
    )
    {
        var found = paths.Select(path => (Path: path, Teacher: new TeacherReader(workplace).Find(path))).ToList();
        var shared = found.GroupBy(one => one.Teacher.Spec.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        return [.. found.Select(one => Of(Apart(one.Teacher.Spec, one.Path), one.Teacher.Folder, test, threads, train))];

        TeacherSpec Apart(TeacherSpec spec, string path) =>
            shared.Contains(spec.Name) ? spec with { Name = $"{spec.Name} ({path})" } : spec;
    }

    /// <summary>Scores, size and latency of a model.</summary>
    /// <param name="path">An ONNX file, which a teacher.yaml beside it may describe, a folder with one, or the name of a teacher or
    /// run.</param>
    /// <param name="test">What it is asked.</param>
    /// <param name="workplace">Where names are looked up.</param>
    /// <param name="threads">Threads for answering; latency is measured on one.</param>
    /// <exception cref="Core.Problems.InputException">The model cannot be read or does not fit the data.</exception>
    /// <param name="train">The training samples beside these; null where they are not known.</param>
    public static ModelRecord Of(string path, SampleSet test, Workplace workplace, int threads, SampleSet? train = null)
    {
        var (spec, folder) = new TeacherReader(workplace).Find(path);
        return Of(spec, folder, test, threads, train);
    }

    private static ModelRecord Of(TeacherSpec spec, string folder, SampleSet test, int threads, SampleSet? train)
    {
        var record = Of(spec, folder, test, threads, test.Classes).Record;
        var examined = TeacherExamination.Of(spec, folder, test, new ExaminationOptions { Threads = threads });
        return record with
        {
            Caveats =
            [
                .. record.Caveats,
                .. new[] { LearnedSamples.Note(spec, folder, test, train) }.OfType<string>(),
                .. new[] { OtherFillings.Note(spec.Name, Path.Combine(folder, spec.Model), test.Shape) }.OfType<string>(),
                .. examined.Told("test").Select(finding => $"{spec.Name}: {finding}"),
            ],
        };
    }

    /// <summary>The same, with the logits. Without <paramref name="names"/> the description names classes by number.</summary>
    internal static (ModelRecord Record, float[] Logits) Of(
        TeacherSpec spec,
        string folder,
        SampleSet test,
        int threads,
        IReadOnlyList<string>? names = null
    )
    {
        var logits = new float[RowArray.Length(test.Count, test.Classes.Count, $"answers to {test.Name}")];
        var (takes, knows, notes) = Answer(spec, folder, test, threads, names, logits);
        var path = Path.Combine(folder, spec.Model);
        var measure = ModelMeasure.Of(path, takes);
        var time = Latency.Try(path, takes);
        return (
            Graded(
                new ModelRecord
                {
                    Name = spec.Name,
                    Role = Role.Teacher,
                    Parameters = measure.Parameters,
                    Macs = measure.Macs,
                    Bytes = measure.Bytes,
                    LatencyMsMedian = time.Ms is { } ms ? Math.Round(ms, 4) : null,
                    MacsUnknown = measure.MacsUnknown,
                    ParametersUnknown = measure.ParametersUnknown,
                    Caveats =
                    [
                        .. Caveats(spec.Name, measure, time),
                        .. notes,
                        .. new[] { Unknown(spec.Name, knows, test), Impossible(spec.Name, logits, test) }.OfType<string>(),
                    ],
                    Origin = spec.Origin,
                },
                logits,
                test
            ),
            logits
        );
    }

    private static IEnumerable<string> Caveats(string name, ModelMeasure measure, Timing time)
    {
        if (measure.NotCounted is { } notCounted)
            yield return $"The multiply-accumulates of {name} are not known: {notCounted}";
        if (time.NotMeasured is { } notTimed)
            yield return $"The latency of {name} is not known: {notTimed}";
        if (time.Batch > 1)
            yield return $"The latency of {name} is that of {time.Batch} samples at once, as its file fixes, divided by them.";
    }

    /// <summary>
    /// Labels to which a network gives probability 0: they count as the smallest that float32 tells from it, and its likelihood is
    /// infinite.
    /// </summary>
    private static string? Impossible(string name, float[] logits, SampleSet test)
    {
        if (test.Task != TaskKind.Classes)
            return null;
        var (classes, lowest) = (test.Classes.Count, Teacher.LowestLogit);
        var count = Enumerable
            .Range(0, test.Count)
            .Count(n => logits[(n * classes) + test.Labels[n]] <= lowest && IsDistribution(logits.AsSpan(n * classes, classes)));
        if (count == 0)
            return null;
        var isInfinite = Enumerable.Range(0, test.Count).Any(n => float.IsNegativeInfinity(logits[(n * classes) + test.Labels[n]]));
        if (isInfinite)
            return FormattableString.Invariant(
                $"{name} gives probability 0 to the label of {count:#,0} {test.Shape.Noun}: its likelihood is infinite."
            );
        var said = string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {test.Shape.Noun}: they count {-lowest:0.0} nats each");
        return $"{name} gives probability 0 to the label of {said} in its likelihood, which would be infinite otherwise.";
    }

    /// <summary>Whether numbers are logarithms of probabilities that add up to 1, not logits of any size.</summary>
    private static bool IsDistribution(ReadOnlySpan<float> logits)
    {
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit);
        return Math.Abs(sum - 1) < Whole;
    }

    /// <summary>Of classes, accuracy comes from the logits themselves: probabilities of float32 round.</summary>
    private static ModelRecord Graded(ModelRecord model, float[] logits, SampleSet test)
    {
        var graded = Grading.Of(model, logits, test);
        if (test.Task != TaskKind.Classes)
            return graded;
        var score = Score.Of(logits, test.Labels);
        var (low, high) = Proportion.Wilson95(score.Accuracy, score.Count);
        return graded with { Accuracy = score.Accuracy, AccuracyLow = low, AccuracyHigh = high };
    }

    /// <summary>Classes of the data that the network was never told of: what is of them counts as wrong.</summary>
    private static string? Unknown(string name, IReadOnlyList<bool> knows, SampleSet test)
    {
        if (test.Task != TaskKind.Classes || knows.All(known => known))
            return null;
        List<int> unknown = [.. Enumerable.Range(0, knows.Count).Where(label => !knows[label])];
        var count = test.Labels.Count(unknown.Contains);
        var some = string.Join(", ", unknown.Take(MostNamed).Select(label => test.Classes[label]));
        if (unknown.Count > MostNamed)
            some += ", …";
        var classes = Noun.Counted(unknown.Count, "class");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} does not know {classes} of the data ({some}): their {count:#,0} {test.Shape.Noun} count as wrong."
        );
    }

    /// <summary>
    /// Answers the images; gives the shape in which the network takes them, which classes it knows, and what must be told of them.
    /// </summary>
    private static (SampleShape Takes, IReadOnlyList<bool> Knows, IReadOnlyList<string> Notes) Answer(
        TeacherSpec spec,
        string folder,
        SampleSet test,
        int threads,
        IReadOnlyList<string>? names,
        float[] logits
    )
    {
        using var teacher = names is null
            ? Teacher.Open(spec, folder, test.Shape, test.Classes.Count, threads, test.Task)
            : Teacher.Open(spec, folder, test.Shape, names, threads, test.Task);
        teacher.Answer(test, test.Count, logits);
        var notes = test.Task == TaskKind.Classes ? ClassNotes.Of(teacher, test.Classes) : [];
        var changes = ShapeChanges.Of(test.Shape, teacher.Takes).Select(change => $"{spec.Name}: {change}");
        return (teacher.Takes, teacher.Knows, [.. changes, .. notes]);
    }
}
