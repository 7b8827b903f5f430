using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>Whether the models' confidence can be believed, and how far they answer alike.</summary>
[Kind("trust", "calibration of every model, and its agreement with the ensemble")]
internal sealed record Trust : Section
{
    private const string Calibration = "ECE: expected calibration error over 15 bins, how far confidence and accuracy are apart.";

    public override int Order => 24;

    public override string Title => "Calibration and agreement";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        if (record.Models.All(model => model.CalibrationError is null && model.Agreement is null))
            yield break;
        var calibrated = record.Models.Any(model => model.CalibrationError is not null);
        var compared = record.Models.Any(model => model.Agreement is not null);
        IEnumerable<Column> columns =
        [
            new("Model", IsNumber: false),
            .. calibrated ? new[] { new Column("ECE") } : [],
            .. compared ? new[] { new Column("Agreement") } : [],
        ];
        yield return new Table([.. columns], [.. record.Models.Select(model => RowOf(model, calibrated, compared))]);
        var other = record.Models.Any(model => model.Role == Role.Ensemble) ? "the ensemble" : "the teacher";
        string?[] legend = [calibrated ? Calibration : null, compared ? $"Agreement: {Meaning(record.Dataset.Task, other)}." : null];
        yield return new Remark(string.Join(" ", legend.OfType<string>()));
    }

    private static Row RowOf(ModelRecord model, bool calibrated, bool compared) =>
        new([
            model.Name,
            .. calibrated ? new Cell[] { Text(model.CalibrationError) } : [],
            .. compared ? new[] { model.Agreement is { } share ? new Cell(Figures.Percent(share), share) : "" } : [],
        ])
        {
            Role = model.Role,
        };

    private static string Meaning(TaskKind task, string other) =>
        task switch
        {
            TaskKind.Labels => $"share of single decisions, label by label, taken as by {other}, right or wrong",
            TaskKind.Values => $"share of the variance of {other}'s answers that the model's answers explain, right or wrong",
            _ => $"share of test samples answered as by {other}, right or wrong",
        };

    private static string Text(double? share) => share is { } value ? Figures.Percent(value) : "";
}
