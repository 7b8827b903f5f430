using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>The student among the networks of its kind: generations or peers, and all of them together.</summary>
[Kind("kin", "the student's generations or peers, and all of them together")]
internal sealed record Kinship : Section
{
    public override int Order => 26;

    public override string Title => "The student and its kin";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        if (record.Kin is not { Members.Count: > 1 } kin)
            yield break;
        var name = Wording.Of(record).Name;
        yield return new Prose(Sentence(kin, Wording.Of(record)));
        var validated = kin.Members.Any(member => Validation(member) is not null);
        yield return new Table(
            [
                new Column("Network", IsNumber: false),
                .. validated ? new[] { new Column($"Validation {name}") } : [],
                new Column($"Test {name}"),
                new Column("95 % interval"),
                new Column("NLL"),
                new Column("ECE"),
                new Column("File", IsNumber: false),
            ],
            [
                .. kin
                    .Members.Append(kin.Ensemble)
                    .Select(member => RowOf(member, validated) with { Role = ReferenceEquals(member, Student(kin)) ? Role.Student : null }),
            ]
        );
        yield return new Remark(
            $"{Meaning(kin.Relation)} The ensemble is the mean of their "
                + $"{(record.Dataset.Task == Core.TaskKind.Values ? "answers" : "probabilities")}. Nothing was chosen by these numbers."
        );
    }

    private static string Sentence(KinRecord kin, Wording wording)
    {
        var (first, last) = (kin.Members[0], kin.Members[^1]);
        var together = wording.Together(kin.Ensemble.Quality.Value);
        return kin.Relation == Relation.Generation
            ? $"From the first generation to the last, {wording.Name} goes from {Figures.Percent(first.Quality.Value)} to "
                + $"{Figures.Percent(last.Quality.Value)}; {together}."
            : $"The student is the first of {Figures.Counted(kin.Members.Count, "peer")}: {Figures.Percent(first.Quality.Value)}, the "
                + $"others {string.Join(", ", kin.Members.Skip(1).Select(member => Figures.Percent(member.Quality.Value)))}; {together}.";
    }

    private static string Meaning(Relation relation) =>
        relation == Relation.Generation
            ? "Each generation is the same network with another seed, and learned from the one before; the last is the student."
            : "Peers are one network with different seeds that learned from each other on the same batches; the first is the student, "
                + "chosen before training.";

    private static Row RowOf(ModelRecord member, bool validated) =>
        new([
            member.Name,
            .. validated ? new Cell[] { Validation(member) is { } accuracy ? Figures.Percent(accuracy) : "" } : [],
            Figures.Percent(member.Quality.Value)
                + (member.Quality.Deviation is { } deviation ? $" ± {Figures.Points(deviation).Split(' ')[0]}" : ""),
            $"{Figures.Percent(member.Quality.Low).Split(' ')[0]} – {Figures.Percent(member.Quality.High)}",
            member.NegativeLogLikelihood is { } nats ? Figures.Number(nats) : "",
            member.CalibrationError is { } error ? Figures.Percent(error) : "",
            member.Seeds.Count > 0 ? member.Seeds[0].File : "",
        ]);

    private static ModelRecord Student(KinRecord kin) => kin.Relation == Relation.Generation ? kin.Members[^1] : kin.Members[0];

    private static double? Validation(ModelRecord member) =>
        member.Seeds.Count > 0 && member.Seeds.All(copy => copy.ValidationQuality is not null)
            ? member.Seeds.Average(copy => copy.ValidationQuality)
            : null;
}
