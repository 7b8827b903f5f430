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
        if (record.Models.All(model => model.CalibrationError is null)) yield break;
        yield return new Table(
            [new Column("Model", IsNumber: false), new Column("ECE"), new Column("Agreement")],
            [.. record.Models.Select(model => new Row(model.Name, Text(model.CalibrationError), model.Agreement is { } share ? new Cell(Figures.Percent(share), share) : "") { Role = model.Role })]);
        yield return new Remark($"ECE: expected calibration error over 15 bins, how far confidence and accuracy are apart. Agreement: share of test samples answered as by {(record.Models.Any(model => model.Role == Role.Ensemble) ? "the ensemble" : "the teacher")}, right or wrong.");
    }

    private static string Text(double? share) => share is { } value ? Figures.Percent(value) : "";
}
