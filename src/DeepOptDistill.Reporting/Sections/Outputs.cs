using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Verdicts;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>How well each label or value is told.</summary>
[Kind("outputs", "every label or value by itself")]
internal sealed record Outputs : Section
{
    private const int Shown = 30;

    public override int Order => 22;

    public override string Title => "Labels and values";

    public override IEnumerable<Passage> Of(RunRecord record) =>
        record.Dataset.Task switch
        {
            TaskKind.Labels => OfLabels(record, new Comparison(record)),
            TaskKind.Values => OfValues(record),
            _ => [],
        };

    private static IEnumerable<Passage> OfLabels(RunRecord record, Comparison comparison)
    {
        yield return new Table(
            [
                new Column("Model", IsNumber: false),
                new Column("mAP"),
                new Column("F1, all decisions"),
                new Column("F1, mean of labels"),
                new Column("Decisions right"),
            ],
            [
                .. record.Models.Select(model => new Row(
                    model.Name,
                    Share(model.MeanAveragePrecision),
                    Share(model.MicroF1),
                    Share(model.Outputs?.Average(o => o.F1)),
                    Share(model.Outputs?.Average(o => o.Accuracy))
                )
                {
                    Role = model.Role,
                }),
            ]
        );
        var models = new[] { comparison.Reference, comparison.Baseline, comparison.Student }.OfType<ModelRecord>().Distinct().ToList();
        var labels = Enumerable
            .Range(0, record.Dataset.Classes.Count)
            .OrderBy(k => comparison.Subject?.Outputs?[k].AveragePrecision ?? 1)
            .Take(Shown)
            .ToList();
        yield return new Table(
            [
                new Column("Label", IsNumber: false),
                new Column("Samples with it"),
                .. models.Select(model => new Column($"AP, {model.Name}")),
                .. models.Select(model => new Column($"F1, {model.Name}")),
            ],
            [
                .. labels.Select(k => new Row([
                    record.Dataset.Classes[k],
                    Share(models[0].Outputs?[k].Share),
                    .. models.Select(model => Share(model.Outputs?[k].AveragePrecision)),
                    .. models.Select(model => Share(model.Outputs?[k].F1)),
                ])),
            ]
        );
        var left = record.Dataset.Classes.Count - labels.Count;
        yield return new Remark(
            "AP: average precision, the area under precision over recall; mAP: its mean over labels. F1: harmonic mean of precision "
                + $"and recall at probability ½. Labels stand in the order of the {comparison.Subject?.Name ?? "model"}'s AP, the "
                + $"worst first{(left > 0 ? $"; {Figures.Counted(left, "better one")} left out" : "")}."
        );
    }

    private static IEnumerable<Passage> OfValues(RunRecord record)
    {
        yield return new Table(
            [
                new Column("Value", IsNumber: false),
                new Column("Model", IsNumber: false),
                new Column("R²"),
                new Column("RMSE"),
                new Column("MAE"),
            ],
            [
                .. from d in Enumerable.Range(0, Math.Min(Shown, record.Dataset.Classes.Count))
                from model in record.Models.Where(model => model.Outputs is not null)
                let output = model.Outputs![d]
                select new Row(
                    output.Name,
                    model.Name,
                    Share(output.RSquared),
                    Number(output.RootMeanSquaredError),
                    Number(output.MeanAbsoluteError)
                )
                {
                    Role = model.Role,
                },
            ]
        );
        yield return new Remark(
            "RMSE and MAE: root of the mean squared error and mean absolute error, in the value's unit. R² is the same for every unit."
        );
    }

    private static string Share(double? share) => share is { } value ? Figures.Percent(value) : "";

    private static string Number(double? number) => number is { } value ? Figures.FourDigits(value) : "";
}
