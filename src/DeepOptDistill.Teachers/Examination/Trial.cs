using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Another way of showing a teacher its images, tried on a few questions and, where it is worth it, on all; each is asked once.</summary>
internal sealed class Trial
{
    private readonly Lazy<int[]> screened;
    private readonly Lazy<int[]> answered;

    /// <param name="faults">What is wrong with the declared way, if this one is right.</param>
    /// <param name="means">This way in words: <c>with pixels in [0, 1]</c>.</param>
    /// <param name="input">This way as a description says it.</param>
    /// <param name="asked">The teacher, opened so that it takes it.</param>
    /// <param name="kind">What its answers are.</param>
    /// <param name="questions">All questions.</param>
    /// <param name="screen">How many of them are the few.</param>
    public Trial(IReadOnlyList<Fault> faults, string means, TeacherInput input, Examinee asked, OutputKind kind, Questions questions, int screen)
    {
        (Faults, Means, Input) = (faults, means, input);
        screened = new(() => asked.Classes(kind, asked.Ask(input, questions, screen)));
        answered = new(() => screen == questions.Count ? Screened : asked.Classes(kind, asked.Ask(input, questions, questions.Count)));
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

    /// <summary><c>as flat-hwc</c></summary>
    public static string Laid(Layout layout) => $"as {Spelling.Word(layout.ToString())}";
}
