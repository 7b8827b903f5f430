using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>What was trained and tested on.</summary>
[Kind("data", "what was trained and tested on")]
internal sealed record Data : Section
{
    public override int Order => 70;

    public override string Title => "Data";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var data = record.Dataset;
        var noun = data.Task.ToString();
        yield return new Table(
            [
                new Column("Data set", IsNumber: false),
                new Column(noun),
                new Column("Training"),
                new Column("Validation"),
                new Column("Test"),
            ],
            [
                new Row(
                    data.Name,
                    Figures.Count(data.Classes.Count),
                    Figures.Count(data.Train),
                    Figures.Count(data.Validation),
                    Figures.Count(data.Test)
                ),
            ]
        );
        yield return new Remark($"{noun}: {string.Join(", ", data.Classes)}. Hash of samples, labels and split: {data.Hash}.");
    }
}
