using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>
/// A teacher that is asked under its own description and under others. Unlike <see cref="Teacher"/> it opens whatever runs.
/// </summary>
internal sealed class Examinee : IDisposable
{
    private readonly OpenedFile file;
    private readonly FrozenNetwork network;
    private readonly SampleShape images;

    private Examinee(TeacherSpec spec, OpenedFile file, FrozenNetwork network, SampleShape images) =>
        (Spec, this.file, this.network, this.images) = (spec, file, network, images);

    /// <summary>What its teacher.yaml says.</summary>
    public TeacherSpec Spec { get; }

    /// <summary>The layouts, other than its own, in which its file takes the same images.</summary>
    public IEnumerable<Layout> OtherLayouts =>
        Enum.GetValues<Layout>()
            .Where(l =>
                l != Input.Layout
                && Input.Shape
                    == InputShape.Of(l, file.Model.Inputs.Single(i => i.Name == Input.Name), Spec.Input.Resized(images), isFixed: false)
            );

    /// <summary>What takes images.</summary>
    public NetworkInput Input => file.Input;

    /// <summary>What its answers are taken for.</summary>
    public AnswerForm Form => file.Form;

    /// <summary>Numbers in an answer.</summary>
    public int Numbers => file.Form.Map.Targets.Count;

    public static Examinee Open(TeacherSpec spec, string folder, SampleSet set, int threads)
    {
        var where = TeacherFile.Where(spec, folder);
        var file = OpenedFile.Of(spec, folder, set.Shape, set.Classes, set.Classes.Count);
        return new(
            spec,
            file,
            FrozenNetwork.Open(
                file.Model,
                new Connection(file.Input, [file.Form.Output]),
                spec.Input,
                set.Shape,
                threads,
                where,
                (_, found, count) => file.Form.Misshapen(found, count, where)
            ),
            set.Shape
        );
    }

    /// <summary>Its graph.</summary>
    public OnnxModel Model => file.Model;

    /// <summary>Numbers of its answers to some questions, those from the first on, as the network gives them.</summary>
    public float[] Ask(TeacherInput input, Questions questions, int count, int from = 0)
    {
        var writer = ImageWriter.Of(input, file.Input, images);
        var answers = new float[count * Numbers];
        for (var first = 0; first < count; first += network.Batch)
        {
            var size = Math.Min(network.Batch, count - first);
            network.Run(questions.Pixels(from + first, size), size, writer);
            network.Rows(0, size).CopyTo(answers.AsSpan(first * Numbers));
        }
        return answers;
    }

    /// <summary>Marks of its answers to the first questions.</summary>
    public Marks Mark(TeacherInput input, Questions questions, OutputKind kind, int count) =>
        Marks.Of(Classes(kind, Ask(input, questions, count)), questions.Labels(count));

    /// <summary>Classes that answers name, the first of equals; −1 where a number cannot be one.</summary>
    public int[] Classes(OutputKind kind, float[] answers)
    {
        var classes = file.Form.Map.Classes;
        var found = new int[answers.Length / Numbers];
        var logits = new float[classes];
        for (var i = 0; i < found.Length; i++)
        {
            float[] row = answers[(i * Numbers)..((i + 1) * Numbers)];
            found[i] = Answers.ToLogits(kind, row) >= 0 ? -1 : Best(row, logits);
        }
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private int Best(float[] row, float[] logits)
    {
        file.Form.Map.Apply(row, logits);
        return Core.Runs.Score.ArgMax(logits);
    }
}
