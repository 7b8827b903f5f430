using DeepOptDistill.Core.Plans;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>
/// Which of the candidates is proposed: the deepest that is not too thin, as at equal cost deeper students came out better in FitNets.
/// </summary>
/// <param name="Student">The candidate.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record Choice(PlannedStudent Student, string Reason)
{
    // FitNets' thinnest hidden layers on colour images; also what trains fast here.
    private const int LeastChannels = 16;

    /// <summary>Marks the candidates that no other one beats in depth and latency.</summary>
    public static IReadOnlyList<PlannedStudent> WithFront(IReadOnlyList<PlannedStudent> candidates) =>
        [.. candidates.Select(candidate => candidate with { OnFront = !candidates.Any(other => Beats(other, candidate)) })];

    /// <summary>
    /// Chooses among candidates of different depths, marked by <see cref="WithFront"/>. The front alone would let noise choose where
    /// latency is the limit that binds.
    /// </summary>
    public static Choice Of(IReadOnlyList<PlannedStudent> candidates)
    {
        if (candidates.Where(candidate => candidate.Narrowest >= LeastChannels).MaxBy(candidate => candidate.Depth) is { } wide)
            return new Choice(
                wide,
                Text(
                    wide,
                    $"the deepest within the budget that keeps {LeastChannels} channels or more in every block, "
                        + $"{(wide.OnFront ? "and on the front of depth and latency" : "though thinner ones are deeper and no slower")}"
                )
            );
        // Eight channels everywhere gain little from one more layer: the deepest whose last block is still wider than its first.
        if (
            candidates.Where(candidate => candidate.Blocks[^1].Channels > candidate.Narrowest).MaxBy(candidate => candidate.Depth) is
            { } growing
        )
            return new Choice(
                growing,
                Text(
                    growing,
                    $"no depth keeps {LeastChannels} channels within the budget, and this is the deepest whose blocks still grow wider"
                )
            );
        var fastest = candidates.MinBy(candidate => candidate.LatencyMs)!;
        return new Choice(fastest, Text(fastest, "the budget leaves room for the thinnest blocks only, and this is the fastest of them"));
    }

    private static bool Beats(PlannedStudent one, PlannedStudent other) =>
        one.Depth >= other.Depth && one.LatencyMs <= other.LatencyMs && (one.Depth > other.Depth || one.LatencyMs < other.LatencyMs);

    private static string Text(PlannedStudent student, string why) =>
        FormattableString.Invariant($"{student.Depth} convolutions ({student.Widths()}): {why}.");
}
