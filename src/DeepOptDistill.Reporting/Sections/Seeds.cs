using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>Every trained copy with its file.</summary>
[Kind("seeds", "every trained copy with its file")]
internal sealed record Seeds : Section
{
    private const int ShownDigits = 12;

    public override int Order => 50;

    public override string Title => "Trained copies";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var copies = record.Models.SelectMany(m => m.Seeds, (Model, Copy) => (Model, Copy)).ToList();
        if (copies.Count == 0)
            yield break;
        var validated = copies.Exists(c => c.Copy.ValidationQuality is not null);
        var name = Wording.Of(record).Name;
        IEnumerable<Column> columns =
        [
            new("Model", IsNumber: false),
            new("Seed"),
            new($"Test {name}"),
            .. validated ? new[] { new Column($"Validation {name}") } : [],
            new("Parity error"),
            new("File", IsNumber: false),
            new("SHA-256", IsNumber: false),
        ];
        yield return new Table([.. columns], [.. copies.Select(c => RowOf(c.Model, c.Copy, validated))]);
        yield return new Remark(
            "Parity error: largest difference between the exported file in ONNX Runtime and the trained module, "
                + "relative to the scale of the answers."
                + (
                    record.Finish.Count == 0
                        ? ""
                        : " It is that of the network before the steps behind the training, which the file has gone through."
                )
        );
    }

    private static Row RowOf(ModelRecord model, SeedRecord copy, bool validated) =>
        new([
            model.Name,
            copy.Seed.ToString(CultureInfo.InvariantCulture),
            Figures.Percent(copy.Quality),
            .. validated ? new Cell[] { copy.ValidationQuality is { } value ? Figures.Percent(value) : "" } : [],
            copy.ParityError.ToString("0.0e+0", CultureInfo.InvariantCulture),
            copy.File,
            copy.Hash[..Math.Min(ShownDigits, copy.Hash.Length)],
        ])
        {
            Role = model.Role,
        };
}
