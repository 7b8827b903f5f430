using System.Collections.Concurrent;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>
/// What the teachers of a study say: each is asked once about every image as it is, and its answers serve every arm and seed.
/// </summary>
internal sealed class Lessons(Dataset data, Workplace workplace, string folder, RunOptions options) : IDisposable
{
    private static readonly Seed ViewSeed = new Seed(1).Derive("views");
    private readonly ConcurrentDictionary<string, CheckedTeacher> teachers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lesson> lessons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<float[]>> tested = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<SampleSet>> images = new(StringComparer.Ordinal);

    /// <summary>Takes a network that the study trained as a teacher.</summary>
    /// <param name="name">Name of its arm.</param>
    /// <param name="file">Its ONNX file.</param>
    public void Add(string name, string file) =>
        teachers[name] = Open(
            new TeacherSpec { Name = name, Model = Path.GetFileName(file) },
            Path.GetDirectoryName(Path.GetFullPath(file))!
        );

    /// <summary>Teachers by name.</summary>
    /// <exception cref="InputException">There is no teacher of that name.</exception>
    public IReadOnlyList<CheckedTeacher> Of(IReadOnlyList<string> names) => [.. names.Select(name => teachers.GetOrAdd(name, Bundled))];

    /// <summary>The images that an arm learns from, one copy for all arms that share them.</summary>
    public SampleSet Images(Arm arm) =>
        arm.Images.Count == 0
            ? data.Train
            : images.GetOrAdd(string.Join('\n', arm.Images), _ => new Lazy<SampleSet>(() => Chosen(arm))).Value;

    /// <summary>The images by which an arm's training is watched, with its labels.</summary>
    public SampleSet Watched(Arm arm) =>
        arm.Specialty is null
            ? data.Validation
            : images
                .GetOrAdd(
                    $"validation, {string.Join(' ', arm.Specialty.Special)}",
                    _ => new Lazy<SampleSet>(() => arm.Specialty.Relabel(data.Validation))
                )
                .Value;

    /// <summary>Share of the test set that teachers of the study answer correctly together, by the mean of their probabilities.</summary>
    public double TestAccuracy(IReadOnlyList<string> names) => Judged(names).Accuracy;

    /// <summary>How their mean fits the labels of the test set.</summary>
    public Judgement Judged(IReadOnlyList<string> names) => new(TestAnswers(names), [.. data.Test.Labels]);

    /// <summary>Negative log-likelihood of their mean on the test set, in nats.</summary>
    public double TestSurprise(IReadOnlyList<string> names) => Tested(names).Surprises(new MeanProbabilities()).Average();

    /// <summary>The mean of their probabilities for the test set, images × classes; each teacher is asked once.</summary>
    public float[] TestAnswers(IReadOnlyList<string> names) => Tested(names).Mixed(new MeanProbabilities());

    private LabelledAnswers Tested(IReadOnlyList<string> names) =>
        new([.. names.Select(name => tested.GetOrAdd(name, _ => new Lazy<float[]>(() => Asked(name))).Value)], data.Test);

    /// <summary>Has an arm's teachers answer, where they have not yet. Not for several threads at once.</summary>
    public void Prepare(Arm arm, CancellationToken cancel)
    {
        if (arm.Teachers.Count == 0 || lessons.ContainsKey(arm.Name))
            return;
        var own = Of(arm.Teachers);
        var problems = new List<Problem>();
        var hints = new HintReader(arm.Stages, arm.Student, own, data.Shape, path => $"arm '{arm.Name}', {path}").Read(problems);
        InputException.ThrowIfAny(problems);
        var asked = new RenderedImages(Images(arm), 1, [], ViewSeed);
        var stores = new Labeller(own, asked, folder, options).Run(cancel);
        var labeller = new HintLabeller(hints, folder, options);
        lessons[arm.Name] = new Lesson(
            new SoftTargetSource(stores, new Mixture(new MeanProbabilities())) { Names = arm.Teachers },
            hints.Count == 0
                ? null
                : new RunFeatures(
                    labeller.Store(asked, cancel),
                    labeller.Store(new RenderedImages(data.Validation, 1, [], ViewSeed), cancel)
                )
        );
    }

    /// <summary>What an arm learns from; null for one without teachers.</summary>
    public Lesson? Of(Arm arm) => lessons.GetValueOrDefault(arm.Name);

    public void Dispose()
    {
        foreach (var lesson in lessons.Values)
            lesson.Dispose();
    }

    private float[] Asked(string name)
    {
        var rows = new float[data.Test.Count * data.Classes.Count];
        using var teacher = Teacher.Open(teachers[name].Spec, teachers[name].Folder, data.Shape, data.Classes.Count, threads: 1);
        teacher.Answer(data.Test, data.Test.Count, rows);
        return rows;
    }

    private SampleSet Chosen(Arm arm)
    {
        var seen = arm.Transfer?.Take(data.Train) ?? data.Train;
        var limited = arm.Limit is { } limit
            ? seen.Select(seen.Name, BalancedChoice.Of(seen.Labels, limit, new Seed(1).Derive("limit")))
            : seen;
        var field = arm.Specialty?.Sample(limited, new Seed(1).Derive("specialty")) ?? limited;
        return arm.More?.Extend(field, new Seed(1).Derive("unlabelled")) ?? field;
    }

    private CheckedTeacher Bundled(string name)
    {
        var (spec, home) = new TeacherReader(workplace).Read(
            new TeacherReference { Name = name },
            Environment.CurrentDirectory,
            $"teacher '{name}'"
        );
        return Open(spec, home);
    }

    private CheckedTeacher Open(TeacherSpec spec, string home)
    {
        using var teacher = Teacher.Open(spec, home, data.Shape, data.Classes.Count, threads: 1);
        return new CheckedTeacher(spec, home, teacher.Key);
    }
}

/// <summary>What an arm learns from its teachers.</summary>
/// <param name="Targets">Their answers.</param>
/// <param name="Features">Their hints; null where no stage has any.</param>
internal sealed record Lesson(SoftTargetSource Targets, RunFeatures? Features) : IDisposable
{
    public void Dispose()
    {
        foreach (var store in Targets.Stores)
            store.Dispose();
        Features?.Dispose();
    }
}
