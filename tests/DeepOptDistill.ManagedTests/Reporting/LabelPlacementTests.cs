using DeepOptDistill.Reporting.Charts;
using OxyPlot;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>Names beside points stay off what would make them hard to read.</summary>
public class LabelPlacementTests
{
    /// <summary>An interval behind the letters strikes them out: what they only touch is the smaller evil.</summary>
    [Fact]
    public void A_name_does_not_stand_on_an_interval()
    {
        var point = new ScreenPoint(200, 150);
        OxyRect bar = new(196, 60, 8, 180),
            left = new(0, 126, 190, 48),
            right = new(210, 126, 290, 48);
        var placed = new LabelPlacement(new OxyRect(0, 0, 500, 300), [new OxyRect(193, 143, 14, 14), bar, left, right]).Place(
            point,
            "ensemble of 2, 83.25 %"
        );
        var (offset, alignment) = placed!.Value;
        var width = "ensemble of 2, 83.25 %".Length * 6.6;
        var begin =
            point.X
            + offset.X
            - (
                alignment switch
                {
                    HorizontalAlignment.Left => 0,
                    HorizontalAlignment.Right => width,
                    _ => width / 2,
                }
            );
        Assert.True(begin + width <= bar.Left || begin >= bar.Right, $"{begin} to {begin + width}");
    }

    /// <summary>A name that was put far from its point has a line to it: the next name stays off that line.</summary>
    [Fact]
    public void A_name_does_not_stand_on_the_line_to_another()
    {
        // The first point is hemmed in, so that its name goes far up, and its line runs where the second name would be.
        var (first, second) = (new ScreenPoint(100, 150), new ScreenPoint(90, 128));
        var placement = new LabelPlacement(new OxyRect(0, 0, 500, 300), [new(133, 112, 267, 188), new(0, 80, 60, 220)]);
        var (offset, _) = placement.Place(first, "ensemble of 2")!.Value;
        Assert.Equal(new ScreenVector(11, -60), offset);
        var box = BoxOf(second, placement.Place(second, "wide")!.Value, "wide");
        for (var step = 0.0; step <= 1; step += 0.01)
            Assert.False(box.Contains(first + (offset * step)), $"{offset} through {box}");
    }

    private static OxyRect BoxOf(ScreenPoint point, (ScreenVector Offset, HorizontalAlignment Alignment) placed, string text)
    {
        var width = text.Length * 6.6;
        var left = placed.Alignment switch
        {
            HorizontalAlignment.Left => 0,
            HorizontalAlignment.Right => width,
            _ => width / 2,
        };
        return new OxyRect(point.X + placed.Offset.X - left, point.Y + placed.Offset.Y - 7.5, width, 15);
    }

    /// <summary>The thin line from a point to its name ends at the name's edge and does not strike it out.</summary>
    [Theory]
    [InlineData(HorizontalAlignment.Center, 0, -30, 21)]
    [InlineData(HorizontalAlignment.Left, 40, 0, 37)]
    public void A_leader_ends_at_its_name(HorizontalAlignment alignment, double right, double down, double length)
    {
        var leader = Frame.Leader(new DataPoint(1, 1), new ScreenVector(right, down), alignment);
        Assert.Equal(length, leader!.ArrowDirection.Length, 1e-9);
    }
}
