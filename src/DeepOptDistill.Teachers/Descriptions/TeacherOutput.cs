namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>Which tensor holds a teacher's answers, and what they are.</summary>
public sealed record TeacherOutput
{
    /// <summary>
    /// Name of the output tensor; needed only where the model has several that could be it. A label (whole number, text) beside
    /// probabilities is none.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the numbers are. Null for what the graph ends in: <c>probabilities</c> behind a softmax or scikit-learn's maps,
    /// <c>sigmoid</c> behind one, else <c>logits</c>. The probabilities of labels, each by itself, are <c>sigmoid</c>; the answers of a
    /// regression always <c>values</c>.
    /// </summary>
    public OutputKind? Kind { get; init; }

    /// <summary>
    /// Of a regression: what each value is multiplied by to have the data's unit, 1 where left out. A teacher that was trained on (y − μ) /
    /// σ has scale σ and shift μ.
    /// </summary>
    public IReadOnlyList<double> Scale { get; init; } = [];

    /// <summary>What is added to each value after that; 0 where left out.</summary>
    public IReadOnlyList<double> Shift { get; init; } = [];

    /// <summary>
    /// For each number of an answer the data set's class that it is for: its name, its number, or <c>none</c> for a number that is
    /// dropped. Several may be for one class: their probabilities add. A class that none is for is one that the teacher does not know.
    /// Empty for the data set's classes in their order, or for the labels that the file itself stores where they are such classes.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}
