using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>
/// Another way of showing a teacher its images, tried on a few questions and, where it is worth it, on all; each is asked once.
/// </summary>
internal sealed class Trial
{
    private readonly Lazy<int[]> screened;
    private readonly Lazy<int[]> answered;
    private readonly Lazy<float[]> first;
    private readonly Lazy<float[]> whole;
    private readonly Func<float[], int[], Surprises?> surprises;

    /// <param name="faults">What is wrong with the declared way, if this one is right.</param>
    /// <param name="means">This way in words: <c>with pixels in [0, 1]</c>.</param>
    /// <param name="input">This way as a description says it.</param>
    /// <param name="asked">The teacher, opened so that it takes it.</param>
    /// <param name="kind">What its answers are.</param>
    /// <param name="questions">All questions.</param>
    /// <param name="screen">How many of them are the few.</param>
    public Trial(
        IReadOnlyList<Fault> faults,
        string means,
        TeacherInput input,
        Examinee asked,
        OutputKind kind,
        Questions questions,
        int screen
    )
    {
        (Faults, Means, Input) = (faults, means, input);
        first = new(() => Ask(asked, input, questions, screen));
        whole = new(() => screen == questions.Count ? first.Value : Ask(asked, input, questions, questions.Count));
        screened = new(() => asked.Classes(kind, first.Value));
        answered = new(() => asked.Classes(kind, whole.Value));
        surprises = (answers, labels) => Surprises.Of(asked, kind, answers, labels);
    }

    /// <summary>No numbers where the network stops at them, as one of tokens does at a number beyond its table.</summary>
    private static float[] Ask(Examinee asked, TeacherInput input, Questions questions, int count)
    {
        try
        {
            return asked.Ask(input, questions, count);
        }
        catch (InputException)
        {
            return [.. Enumerable.Repeat(float.NaN, count * asked.Numbers)];
        }
    }

    /// <summary>What is wrong with the declared way, if this one is right.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>This way in words: <c>with pixels in [0, 1]</c>.</summary>
    public string Means { get; }

    /// <summary>This way as a description says it.</summary>
    public TeacherInput Input { get; }

    /// <summary>Classes of the answers to the first questions.</summary>
    public int[] Screened => screened.Value;

    /// <summary>Classes of the answers to all questions.</summary>
    public int[] Answered => answered.Value;

    /// <summary>How likely the labels of the first questions are by its answers; null where one of them is no number.</summary>
    public Surprises? Glimpse(int[] labels) => surprises(first.Value, labels);

    /// <summary>The same of all questions.</summary>
    public Surprises? Surprise(int[] labels) => surprises(whole.Value, labels);

    /// <summary><c>as flat-hwc</c></summary>
    public static string Laid(Layout layout) => $"as {Spelling.Word(layout.ToString())}";
}
