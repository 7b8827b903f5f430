using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>Whether the models' confidence can be believed, and how far they answer alike.</summary>
[Kind("trust", "calibration of every model, and its agreement with the ensemble")]
internal sealed record Trust : Section
{
    public override int Order => 24;

    public override string Title => "Calibration and agreement";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        if (record.Models.All(model => model.CalibrationError is null && model.Agreement is null)) yield break;
        var calibrated = record.Models.Any(model => model.CalibrationError is not null);
        yield return new Table(
            [new Column("Model", IsNumber: false), .. calibrated ? new[] { new Column("ECE") } : [], new Column("Agreement")],
            [.. record.Models.Select(model => new Row([model.Name, .. calibrated ? new Cell[] { Text(model.CalibrationError) } : [], model.Agreement is { } share ? new Cell(Figures.Percent(share), share) : ""]) { Role = model.Role })]);
        var other = record.Models.Any(model => model.Role == Role.Ensemble) ? "the ensemble" : "the teacher";
        yield return new Remark($"{(calibrated ? "ECE: expected calibration error over 15 bins, how far confidence and accuracy are apart. " : "")}Agreement: {Meaning(record.Dataset.Task, other)}.");
    }

    private static string Meaning(TaskKind task, string other) => task switch
    {
        TaskKind.Labels => $"share of single decisions, label by label, taken as by {other}, right or wrong",
        TaskKind.Values => $"share of the variance of {other}'s answers that the model's explain, right or wrong",
        _ => $"share of test samples answered as by {other}, right or wrong",
    };

    private static string Text(double? share) => share is { } value ? Figures.Percent(value) : "";
}
