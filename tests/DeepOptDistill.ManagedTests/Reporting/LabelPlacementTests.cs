using DeepOptDistill.Reporting.Charts;
using OxyPlot;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>Names beside points stay off what would make them hard to read.</summary>
public class LabelPlacementTests
{
    /// <summary>An interval behind the letters strikes them out: a line below them is the smaller evil.</summary>
    [Fact]
    public void A_name_does_not_stand_on_an_interval()
    {
        var point = new ScreenPoint(200, 150);
        OxyRect own = new(196, 60, 8, 180), others = new(280, 60, 8, 180), line = new(0, 130, 500, 4);
        var placed = new LabelPlacement(new OxyRect(0, 0, 500, 300), [new OxyRect(193, 143, 14, 14), own, others, line])
            .Place(point, "ensemble of 2, 83.25 %");
        var (offset, alignment) = placed!.Value;
        var width = "ensemble of 2, 83.25 %".Length * 6.6;
        var left = point.X + offset.X - (alignment switch
        {
            HorizontalAlignment.Left => 0,
            HorizontalAlignment.Right => width,
            _ => width / 2,
        });
        Assert.All(new[] { own, others }, bar => Assert.True(left + width <= bar.Left || left >= bar.Right, $"{left} to {left + width}"));
    }
}
