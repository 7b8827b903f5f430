using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>Where the time went.</summary>
[Kind("times", "where the time went")]
internal sealed record Times : Section
{
    public override int Order => 60;

    public override string Title => "Time";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var total = record.Timings.Sum(t => t.Seconds);
        if (total <= 0)
            yield break;
        yield return new Table(
            [new Column("Work", IsNumber: false), new Column("Wall time"), new Column("Share")],
            [
                .. record.Timings.Select(t => new Row(
                    t.Task,
                    Figures.Duration(t.Seconds),
                    new Cell(Figures.WholePercent(t.Seconds / total), t.Seconds / total)
                )),
                new Row("together", Figures.Duration(total), "") { IsTotal = true },
            ]
        );
        yield return new Remark($"Measured on {record.Machine}.");
    }
}
