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
