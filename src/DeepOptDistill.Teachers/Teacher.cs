using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A frozen network that answers images with logits. Opening one checks everything that can be known before work: file, hash,
/// names, shapes, types, classes, and its answers to three test images. Not for several threads at once.
/// </summary>
public sealed class Teacher : IDisposable
{
    private readonly Network network;

    private Teacher(TeacherSpec spec, Network network, string key, int classes) =>
        (Spec, this.network, Key, Classes) = (spec, network, key, classes);

    /// <summary>What its teacher.yaml says.</summary>
    public TeacherSpec Spec { get; }

    /// <summary>Numbers in an answer.</summary>
    public int Classes { get; }

    /// <summary>Hash of all that decides an answer: the model with its weights, the value of every pixel, layout, output and its kind.</summary>
    public string Key { get; }

    /// <summary>Opens a teacher.</summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="shape">Shape of the images that it will be asked about.</param>
    /// <param name="classes">Classes that they belong to.</param>
    /// <param name="threads">Threads that one answer may use.</param>
    /// <exception cref="InputException">All problems of description and model that were found.</exception>
    public static Teacher Open(TeacherSpec spec, string folder, ImageShape shape, int classes, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var where = TeacherFile.Where(spec, folder);
        List<Problem> problems = [];
        var model = TeacherFile.Read(spec, folder, shape, problems);
        var connection = model is null ? null : Connection.Of(spec, model, shape, classes, where, problems);
        InputException.ThrowIfAny(problems);
        using var hash = TeacherFile.Hash("teacher/1", spec, model!, connection!, shape);
        var key = hash.Add(Spelling.Word(spec.Output.Kind.ToString())).Finish();
        var network = Network.Open(model!, connection!, spec.Input, shape, threads, where, (_, found, images) => Misshapen(found, images, classes, where));
        return new Teacher(spec, network, key, classes).Probed(shape, where);
    }

    /// <summary>Logits of images: row-major <paramref name="count"/> × classes.</summary>
    /// <param name="images">Raw pixels, channel by channel, images one after the other.</param>
    /// <param name="count">Images.</param>
    /// <param name="logits">Takes the answers; at least count × classes long.</param>
    /// <param name="first">Number of the first image in the caller's set, for messages.</param>
    /// <exception cref="RunFailedException">An answer is not finite.</exception>
    public void Answer(ReadOnlySpan<byte> images, int count, Span<float> logits, long first = 0)
    {
        var answers = logits[..(count * Classes)];
        Run(images, count, answers);
        if (Answers.ToLogits(Spec.Output.Kind, answers) is var bad and >= 0)
            throw new RunFailedException(NotFinite($"teacher {Spec.Name}, sample {first + bad / Classes}", answers[bad]));
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private void Run(ReadOnlySpan<byte> images, int count, Span<float> answers)
    {
        for (var first = 0; first < count; first += network.Batch)
        {
            var size = network.Run(images, count, first);
            network.Rows(0, size).CopyTo(answers.Slice(first * Classes));
        }
    }

    private static Problem? Misshapen(long[] found, int images, int classes, string where) =>
        found.Length >= 2 && found[0] == images && NetworkBuffer.RowOf(found) == classes
            ? null
            : new(where, $"answers of shape {string.Join('×', found)} to {images} images", $"{images}×{classes}, one row an image, one number a class", "Use a teacher that was trained on these classes, exported with a free batch dimension.");

    /// <summary>Asks about a black image, a white one and a pattern; closes the teacher if the answers cannot be right.</summary>
    private Teacher Probed(ImageShape shape, string where)
    {
        const int count = 3;
        var images = new byte[count * shape.Size];
        images.AsSpan(shape.Size, shape.Size).Fill(255);
        for (var i = 0; i < shape.Size; i++) images[2 * shape.Size + i] = (byte)(i * 37);
        var answers = new float[count * Classes];
        Run(images, count, answers);
        var problem = Answers.ToLogits(Spec.Output.Kind, [.. answers]) is var bad and >= 0
            ? NotFinite(where, answers[bad])
            : Answers.Contradiction(Spec.Output.Kind, answers, Classes, where);
        if (problem is null) return this;
        Dispose();
        throw new InputException(problem);
    }

    private static Problem NotFinite(string where, float answer) =>
        new(where, $"the answer {answer.ToString(System.Globalization.CultureInfo.InvariantCulture)}", "finite numbers", "Check its normalization in teacher.yaml; if that is right, the network is broken.");
}
