using DeepOptDistill.Core.Studies;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>What a study found.</summary>
/// <param name="Answer">In a sentence.</param>
/// <param name="Setup">What was trained, on what, how long. Full sentences.</param>
/// <param name="Claims">Paper and finding side by side.</param>
/// <param name="Tables">Figures by arm.</param>
/// <param name="Charts">Curves.</param>
/// <param name="Notes">What a reader must know.</param>
internal sealed record Findings(
    string Answer,
    IReadOnlyList<string> Setup,
    IReadOnlyList<ClaimRecord> Claims,
    IReadOnlyList<TableRecord> Tables,
    IReadOnlyList<ChartRecord> Charts,
    params IReadOnlyList<string> Notes
);
