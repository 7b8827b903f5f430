using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Verdicts;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>All models side by side.</summary>
[Kind("models", "all models side by side")]
internal sealed record Models : Section
{
    /// <summary>From here on a ratio of two latencies of one network is worth a word.</summary>
    private const double Noticed = 1.05;

    public override int Order => 20;

    public override string Title => "Models";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        if (record.Models.Count == 0)
            yield break;
        yield return Table(record);
        yield return new Remark(Legend(record));
        var chart = Chart(record, QualityChart.Width) with { Narrow = Chart(record, QualityChart.NarrowWidth) };
        yield return new Pictures([chart], PictureNote(record));
    }

    private static Picture Chart(RunRecord record, int width) =>
        new(
            $"{Wording.Of(record).Title} on the test set against parameters, with 95 % intervals",
            QualityChart.Of(record, width),
            width,
            QualityChart.Height
        );

    private static Table Table(RunRecord record)
    {
        var spread = record.Models.Any(m => m.Quality.Deviation is not null);
        var likelihood = record.Models.Any(m => m.NegativeLogLikelihood is not null);
        IEnumerable<Column> columns =
        [
            new("Model", IsNumber: false),
            new("Role", IsNumber: false),
            new("Parameters"),
            new("MACs"),
            new("File"),
            new(Wording.Of(record).Title),
            .. spread ? new[] { new Column("± seeds") } : [],
            new("95 % interval"),
            .. likelihood ? new[] { new Column("NLL") } : [],
            new("Latency"),
        ];
        return new Table([.. columns], [.. record.Models.Select(m => RowOf(m, spread, likelihood))]);
    }

    private static Row RowOf(ModelRecord model, bool spread, bool likelihood) =>
        new([
            model.Name,
            Spelling.Word(model.Role.ToString()),
            Figures.Count(model.Parameters, model.ParametersUnknown),
            Figures.Compact(model.Macs, model.MacsUnknown),
            Figures.Bytes(model.Bytes),
            Figures.Percent(model.Quality.Value),
            .. spread ? new Cell[] { model.Quality.Deviation is { } deviation ? Figures.Points(deviation).Split(' ')[0] : "" } : [],
            $"{Figures.Percent(model.Quality.Low).Split(' ')[0]} – {Figures.Percent(model.Quality.High)}",
            .. likelihood ? new Cell[] { model.NegativeLogLikelihood is { } value ? Figures.Number(value) : "" } : [],
            Figures.Milliseconds(model.LatencyMsMedian),
        ])
        {
            Role = model.Role,
        };

    private static string PictureNote(RunRecord record) =>
        new Comparison(record) is { Student: not null, Baseline: not null }
            ? "Baseline and student are one network; they stand side by side so that both intervals can be seen."
            : "The scale of parameters is logarithmic.";

    private static string Legend(RunRecord record)
    {
        string?[] parts =
        [
            "MACs: multiply-accumulates for one sample.",
            Wording.Of(record).Meaning is { Length: > 0 } meaning ? meaning : null,
            $"Interval: 95 % {Wording.Of(record).Interval} interval over the {Figures.Count(record.Dataset.Test)} test samples"
                + (
                    record.IntervalsHoldSeeds && record.Models.Any(m => m.Quality.Deviation is not null)
                        ? ", of means over seeds with the spread over these (Student's t)."
                        : "."
                ),
            record.Models.Any(m => m.Quality.Deviation is not null)
                ? $"± seeds: standard deviation over seeds, in points; the {Wording.Of(record).Name} beside it is their mean."
                : null,
            record.Models.Any(m => m.NegativeLogLikelihood is not null) ? "NLL: mean negative log-likelihood in nats." : null,
            Uncounted(record.Models),
            "Latency: median for one sample on one thread in ONNX Runtime.",
            record.Models.Any(m => m.Role == Role.Ensemble)
                ? "The ensemble counts its teachers one after another, without those of weight 0."
                : null,
            Noise(new Comparison(record)),
            Two(record),
        ];
        return string.Join(" ", parts.OfType<string>());
    }

    /// <summary>Student and baseline are one network as a rule: what their latencies differ by is what a machine at work adds.</summary>
    private static string? Noise(Comparison comparison)
    {
        var noise = comparison.LatencyNoise;
        return noise < Noticed
            ? null
            : $"{Named(comparison)} are the same network: their latencies differ by noise alone, "
                + $"here {Figures.WholePercent(noise - 1)}, so that smaller ratios of latencies tell nothing.";
    }

    private static string Named(Comparison comparison) =>
        comparison.SameSize.Any(model => model.Role == Role.Teacher)
            ? "By their numbers of parameters and MACs " + string.Join(" and ", comparison.SameSize.Select(model => model.Name))
            : "Student and baseline";

    /// <summary>Of two seeds Student's t has one degree of freedom: intervals are wide, and may fill the whole scale.</summary>
    private static string? Two(RunRecord record) =>
        record.IntervalsHoldSeeds && record.Models.Any(model => model.Seeds.Count == 2)
            ? "Two seeds say little of their spread: their intervals are wide (t = 12.7); of three they are a third as wide (t = 4.3)."
            : null;

    private static string? Uncounted(IReadOnlyList<ModelRecord> models)
    {
        var names = models
            .SelectMany(m => m.MacsUnknown.Concat(m.ParametersUnknown))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? null : $"At least: {string.Join(", ", names)} could not be counted.";
    }
}
