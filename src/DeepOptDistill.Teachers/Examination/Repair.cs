using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>A change of a description under which more answers are right.</summary>
/// <param name="Faults">What it repairs.</param>
/// <param name="Evidence">The numbers that show it.</param>
/// <param name="Input">How images are to be shown; null as declared.</param>
/// <param name="Order">The label of each class; null as declared.</param>
/// <param name="Judged">Marks of every second question, on which no order was chosen.</param>
/// <param name="Accuracy">What it is compared by with other repairs.</param>
internal sealed record Repair(
    IReadOnlyList<Fault> Faults,
    string Evidence,
    TeacherInput? Input,
    int[]? Order,
    Marks Judged,
    double Accuracy
)
{
    /// <summary>How unlikely the labels are by the repaired answers; null where that is not known.</summary>
    public Surprises? Surprises { get; init; }

    /// <summary>How images are shown, in words: <c>with pixels in [0, 1]</c>; empty as declared.</summary>
    public string Means { get; init; } = "";

    /// <summary>The least mean of −log p, in nats.</summary>
    public double Surprise => Surprises?.Least ?? double.PositiveInfinity;

    /// <summary>This one, with those beside it that these samples do not tell from it.</summary>
    /// <param name="others">Repairs that make as many answers right but for chance.</param>
    public Repair Beside(IEnumerable<Repair> others)
    {
        // Those that answer the very same are this one in other words.
        var near = others.Where(other => other.Surprise != Surprise && !IsLikelierThan(other));
        var words = string.Join(" or ", near.Select(other => other.Means));
        return words.Length == 0 ? this : this with { Evidence = $"{Evidence}; {words} it may be as good: these samples do not tell" };
    }

    private bool IsLikelierThan(Repair other) =>
        Surprises is null || other.Surprises is null || Surprises.AreProbablySmallerThan(other.Surprises);

    /// <summary>The finding, with the lines that repair it all; a wrong kind of answers belongs to it where there is one.</summary>
    /// <param name="said">What teacher.yaml says of the answers.</param>
    /// <param name="form">How numbers go to classes.</param>
    /// <param name="names">Names of the classes.</param>
    /// <param name="kind">The finding that answers are of another kind; null where they are not.</param>
    /// <param name="apparent">The kind that they are.</param>
    public Finding Finding(TeacherOutput said, AnswerForm form, IReadOnlyList<string> names, Finding? kind, OutputKind apparent)
    {
        var output = said with
        {
            Kind = kind is null ? said.Kind : apparent,
            Classes = Order is null
                ? said.Classes
                : [.. form.Map.Targets.Select(t => t is { } target ? names[Order[target]] : ClassNames.None)],
        };
        List<string> lines =
        [
            .. Input is null ? [] : new[] { TeacherLines.Of(Input) },
            .. Order is null && kind is null ? [] : new[] { TeacherLines.Of(output) },
        ];
        List<Fault> faults = [.. kind is null ? [] : new[] { kind.Fault }, .. Faults];
        return new(faults[0], kind is null ? Evidence : $"{kind.Evidence}; {Evidence}", string.Join(" and ", lines))
        {
            Others = [.. faults.Skip(1)],
            Lines = lines,
        };
    }
}
