using OxyPlot;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>
/// Puts a label beside each point where it covers least: other labels, points and their intervals, and what lies outside the plot.
/// Greedy, in the order of the points, so the important ones come first.
/// </summary>
/// <param name="area">The plot in pixels.</param>
/// <param name="taken">What labels should not cover.</param>
internal sealed class LabelPlacement(OxyRect area, IEnumerable<OxyRect> taken)
{
    private const double Near = 11;
    private const double Far = 27;
    private const double Unreadable = 5;
    private const double Struck = 8;

    /// <summary>A leader through letters is worse than half of them on something drawn.</summary>
    private const double Crossed = 400;
    private const int Steps = 16;
    private const double Height = 15;
    private const double WidthPerLetter = 6.6;
    private readonly List<OxyRect> drawn = [.. taken];
    private readonly List<OxyRect> labels = [];
    private readonly List<(ScreenPoint From, ScreenPoint To)> leaders = [];

    /// <summary>
    /// Where the label of a point goes: its middle relative to the point, and its alignment there; null where it would cover much of
    /// something.
    /// </summary>
    public (ScreenVector Offset, HorizontalAlignment Alignment)? Place(ScreenPoint point, string text)
    {
        var width = text.Length * WidthPerLetter;
        var best = Candidates()
            .Select(c => (c.Offset, c.Alignment, Box: Box(point, c.Offset, c.Alignment, width)))
            .MinBy(c => Cost(c.Box, point, c.Offset));
        if (Cost(best.Box, point, best.Offset) > width * Height / 3)
            return null;
        labels.Add(best.Box);
        if (HasLeader(best.Offset))
            leaders.Add((point, point + best.Offset));
        return (best.Offset, best.Alignment);
    }

    private static IEnumerable<(ScreenVector Offset, HorizontalAlignment Alignment)> Candidates()
    {
        foreach (var distance in new[] { Near, Far })
        foreach (var rise in new[] { 0, -9, 9, -18, 18, -30, 30, -44, 44, -60, 60 })
        {
            yield return (new ScreenVector(distance, rise), HorizontalAlignment.Left);
            yield return (new ScreenVector(-distance, rise), HorizontalAlignment.Right);
        }
        foreach (var rise in new[] { -18, 18, -30, 30, -44, 44, -60, 60 })
            yield return (new ScreenVector(0, rise), HorizontalAlignment.Center);
    }

    private static OxyRect Box(ScreenPoint point, ScreenVector offset, HorizontalAlignment alignment, double width)
    {
        var left =
            point.X
            + offset.X
            - (
                alignment == HorizontalAlignment.Left ? 0
                : alignment == HorizontalAlignment.Right ? width
                : width / 2
            );
        return new OxyRect(left, point.Y + offset.Y - (Height / 2), width, Height);
    }

    private double Cost(OxyRect box, ScreenPoint point, ScreenVector offset) =>
        drawn.Sum(d => Overlap(d, box) * (IsUpright(d) ? Struck : 1))
        + (Unreadable * labels.Sum(l => Overlap(l, box)))
        + (2 * Unreadable * ((box.Width * box.Height) - Overlap(area, box)))
        + (Crossed * leaders.Count(line => Crosses(line.From, line.To, box)))
        + (HasLeader(offset) ? Crossed * labels.Count(label => Crosses(point, point + offset, label)) : 0);

    /// <summary>Whether a thin line will tie the label to its point (<see cref="Frame.Leader"/>).</summary>
    private static bool HasLeader(ScreenVector offset) => offset.Length >= Frame.Far;

    /// <summary>Whether a line strikes a box out.</summary>
    private static bool Crosses(ScreenPoint from, ScreenPoint to, OxyRect box) =>
        Enumerable.Range(0, Steps + 1).Any(step => box.Contains(from + ((to - from) * (step / (double)Steps))));

    /// <summary>An interval that stands behind letters strikes them out, however narrow it is.</summary>
    private static bool IsUpright(OxyRect taken) => taken.Height > taken.Width;

    private static double Overlap(OxyRect one, OxyRect other) =>
        Math.Max(0, Math.Min(one.Right, other.Right) - Math.Max(one.Left, other.Left))
        * Math.Max(0, Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Top, other.Top));
}
