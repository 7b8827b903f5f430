using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A frozen network that answers samples with logits of classes or labels, or with values. Opening one checks everything that can be known
/// before work: file, hash, names, shapes, types, classes, and its answers to three test images. Not for several threads at once: each
/// other thread asks one
/// <see cref="Beside"/> it.
/// </summary>
public sealed class Teacher : IDisposable
{
    private readonly FrozenNetwork network;
    private readonly AnswerForm form;

    private readonly ValueOrigins? values;

    private Teacher(TeacherSpec spec, FrozenNetwork network, AnswerForm form, string key, SampleShape takes) =>
        (Spec, this.network, this.form, Key, Takes, values) = (spec, network, form, key, takes, takes.Values);

    /// <summary>
    /// What its teacher.yaml says, and what that leaves to the file: layout, size, scale, tensors, kind, and the classes by number where
    /// they are not the data set's in their order. It opens the same teacher.
    /// </summary>
    public TeacherSpec Spec { get; }

    /// <summary>Shape of an image as the network takes it.</summary>
    public SampleShape Takes { get; }

    /// <summary>For each class whether the teacher knows it; the logit of one that it does not know is −∞.</summary>
    public IReadOnlyList<bool> Knows => form.Map.Knows;

    /// <summary>For each number that the network gives the class that it is for; null for one that is left out.</summary>
    public IReadOnlyList<int?> Targets => form.Map.Targets;

    /// <summary>Classes of the network that the data have not: they are left out of its answers.</summary>
    public IReadOnlyList<string> Strangers => form.Strangers;

    /// <summary>Numbers in an answer.</summary>
    public int Classes => form.Map.Classes;

    /// <summary>
    /// Samples that are best asked about at once: whole runs of the network, and no more than a thread is busy with for long.
    /// </summary>
    public int Block => network.Block;

    /// <summary>
    /// Hash of all that decides an answer: the model with its weights, the value of every pixel, layout, size, output, its kind and
    /// classes.
    /// </summary>
    public string Key { get; }

    /// <summary>Opens a teacher for classes of which only the number is known: a description names them by number.</summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="shape">Shape of the images that it will be asked about.</param>
    /// <param name="classes">Classes that they belong to.</param>
    /// <param name="threads">Threads that one answer may use.</param>
    /// <param name="task">What is asked: the classes may be labels or values.</param>
    /// <exception cref="InputException">All problems of description and model that were found.</exception>
    public static Teacher Open(
        TeacherSpec spec,
        string folder,
        SampleShape shape,
        int classes,
        int threads,
        TaskKind task = TaskKind.Classes
    ) => Open(spec, folder, shape, names: null, classes, threads, task);

    /// <summary>
    /// Opens a teacher for a moment, to see how it is connected: the large weights of a large file stay in it, and nobody may write it
    /// meanwhile. Its key is not that of the same teacher opened for work.
    /// </summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="shape">Shape of the images that it will be asked about.</param>
    /// <param name="classes">Classes that they belong to.</param>
    /// <exception cref="InputException">All problems of description and model that were found.</exception>
    public static Teacher Look(TeacherSpec spec, string folder, SampleShape shape, int classes) =>
        Open(spec, folder, shape, names: null, classes, threads: 1, TaskKind.Classes, briefly: true);

    /// <summary>Opens a teacher.</summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="shape">Shape of the images that it will be asked about.</param>
    /// <param name="classes">Names of the classes that they belong to.</param>
    /// <param name="threads">Threads that one answer may use.</param>
    /// <param name="task">What is asked: the classes may be labels or values.</param>
    /// <exception cref="InputException">All problems of description and model that were found.</exception>
    public static Teacher Open(
        TeacherSpec spec,
        string folder,
        SampleShape shape,
        IReadOnlyList<string> classes,
        int threads,
        TaskKind task = TaskKind.Classes
    ) => Open(spec, folder, shape, classes, classes.Count, threads, task);

    private static Teacher Open(
        TeacherSpec spec,
        string folder,
        SampleShape shape,
        IReadOnlyList<string>? names,
        int classes,
        int threads,
        TaskKind task,
        bool briefly = false
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var where = TeacherFile.Where(spec, folder);
        var (model, input, form) = OpenedFile.Of(spec, folder, shape, names, classes, task, briefly);
        var connection = new Connection(input, [form.Output]);
        using var hash = TeacherFile.Hash("teacher/1", spec, model, connection, shape).Add(Spelling.Word(form.Kind.ToString()));
        if (!form.Map.IsIdentity)
            hash.Add($"classes/1 {form.Map}");
        if (!ValueUnits.AreData(spec.Output))
            hash.Add("units/1").Add(ValueUnits.Bytes(spec.Output));
        foreach (var origin in shape.Values?.Numbers ?? [])
            hash.Add("value origin").Add(BitConverter.GetBytes(origin));
        var network = FrozenNetwork.Open(
            model,
            connection,
            spec.Input,
            shape,
            threads,
            where,
            (_, found, images) => form.Misshapen(found, images, where)
        );
        return new Teacher(
            Completion.Of(spec, input, form, shape),
            network,
            form,
            hash.Finish(),
            input.Shape with
            {
                Values = shape.Values,
            }
        ).Probed(shape, task, where, model);
    }

    /// <summary>The logit that stands for probability 0 where a network gives probabilities.</summary>
    public static float LowestLogit => Answers.LowestLog;

    /// <summary>
    /// The same teacher for another thread, with buffers of its own over the same weights; not to be asked once this one is disposed.
    /// </summary>
    public Teacher Beside() => new(Spec, network.Beside(), form, Key, Takes);

    /// <summary>Logits of images: row-major <paramref name="count"/> × classes.</summary>
    /// <param name="images">Raw pixels, channel by channel, images one after the other.</param>
    /// <param name="count">Images.</param>
    /// <param name="logits">Takes the answers; at least count × classes long.</param>
    /// <param name="first">Number of the first image in the caller's set, for messages.</param>
    /// <exception cref="RunFailedException">An answer is not finite, or ONNX Runtime stops at a sample.</exception>
    public void Answer(ReadOnlySpan<byte> images, int count, Span<float> logits, long first = 0)
    {
        var numbers = form.Map.Targets.Count;
        var answers = form.Map.IsIdentity ? logits[..(count * Classes)] : new float[count * numbers];
        try
        {
            Run(images, count, answers);
        }
        catch (InputException error)
        {
            throw new RunFailedException(
                error.Problems[0] with
                {
                    Where = $"teacher {Spec.Name}, samples {first} to {first + count - 1}",
                },
                error
            );
        }
        if (Answers.ToLogits(form.Kind, answers) is var bad and >= 0)
            throw new RunFailedException(NotFinite($"teacher {Spec.Name}, sample {first + bad / numbers}", answers[bad]));
        if (!form.Map.IsIdentity)
            form.Map.Apply(answers, logits);
    }

    /// <summary>Logits of the first samples of a set.</summary>
    /// <param name="samples">The set.</param>
    /// <param name="count">How many.</param>
    /// <param name="logits">Takes the answers; at least count × classes long.</param>
    /// <exception cref="RunFailedException">An answer is not finite.</exception>
    public void Answer(SampleSet samples, int count, Span<float> logits)
    {
        for (var first = 0; first < count; first += Block)
        {
            var size = Math.Min(Block, count - first);
            Answer(samples.Images(first, size), size, logits[(first * Classes)..], first);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private void Run(ReadOnlySpan<byte> images, int count, Span<float> answers)
    {
        for (var first = 0; first < count; first += network.Batch)
        {
            var size = network.Run(images, count, first);
            var rows = answers.Slice(first * form.Map.Targets.Count);
            if (form.Kind == OutputKind.Values)
                ValueUnits.Write(Spec.Output, values, network.Doubles(0, size), form.Map.Targets, rows);
            else
                network.Rows(0, size).CopyTo(rows);
        }
    }

    /// <summary>Asks about samples that are no data; closes the teacher if the answers cannot be right.</summary>
    private Teacher Probed(SampleShape shape, TaskKind task, string where, OnnxModel model)
    {
        var answers = new float[ProbeSamples.Count * form.Map.Targets.Count];
        Run(ProbeSamples.Of(shape), ProbeSamples.Count, answers);
        var problem =
            Answers.ToLogits(form.Kind, [.. answers]) is var bad and >= 0 ? NotFinite(where, answers[bad])
            : Answers.Contradiction(form.Kind, answers, form.Map.Targets.Count, where, task) is { } contradiction
                ? Mixed(answers, shape, where, model) ?? contradiction
            : null;
        if (problem is null)
            return this;
        Dispose();
        throw new InputException(problem);
    }

    /// <summary>Answers that are of no kind because those of several images depend on each other; null where each is by itself.</summary>
    private Problem? Mixed(float[] answers, SampleShape shape, string where, OnnxModel model)
    {
        var (numbers, one) = (form.Map.Targets.Count, ProbeSamples.Of(shape));
        float[] Asked(int first, int count)
        {
            var found = new float[count * numbers];
            Run(one.AsSpan(first * shape.Bytes, count * shape.Bytes), count, found);
            return found;
        }
        return Examination.Steadiness.Of(Asked, answers.Length / numbers, () => model) is { } finding
            ? new(where, finding.Evidence, "the same answer to a sample whatever is asked before or beside it", finding.Remedy)
            : null;
    }

    private static Problem NotFinite(string where, float answer) =>
        new(
            where,
            $"the answer {answer.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            "finite numbers",
            "Check its normalization in teacher.yaml; if that is right, the network is broken."
        );
}
