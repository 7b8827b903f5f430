using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>What a reader must know to judge the numbers, and where the models came from.</summary>
[Kind("notes", "what a reader must know to judge the numbers")]
internal sealed record Notes : Section
{
    public override int Order => 30;

    public override string Title => "To judge these numbers";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var origins = record.Models.Where(m => m.Origin.Length > 0).Select(m => $"{m.Name}: {m.Origin}");
        string[] all = [.. record.Notes, .. origins];
        if (all.Length > 0)
            yield return new Points(all);
    }
}
