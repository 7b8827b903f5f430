using System.Xml.Linq;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting.Charts;
using OxyPlot;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>No two ticks of an axis are spelt alike, and none says more than 100 %.</summary>
public sealed class TickTests
{
    [Theory]
    [InlineData(true, 1, 1)]
    [InlineData(true, 0.99995, 1)]
    [InlineData(true, 0, 0.00001)]
    [InlineData(true, 0.5, 0.5)]
    [InlineData(false, 0.00001, 0.00002)]
    [InlineData(false, 123456, 123456.5)]
    [InlineData(false, 0, 0)]
    public void A_line_chart_spells_each_tick_its_own_way(bool isShare, double from, double to)
    {
        LinePoint[] points = [new(0, from, from, from), new(1e-5, to, to, to)];
        var record = new ChartRecord("", "x", "y", isShare, IsLogarithmic: false, [new LineRecord("line", points)]);
        Distinct(Svg.Of(LineChart.Of(record), LineChart.Width, LineChart.Height, ""));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.99999, 1)]
    public void A_curve_spells_each_tick_its_own_way(double from, double to)
    {
        var record = SampleRun.Record with
        {
            Epochs = [.. SampleRun.Record.Epochs.Select(e => e with { ValidationAccuracy = e.Epoch % 2 == 0 ? from : to })],
        };
        Distinct(
            Svg.Of(CurveChart.Of(Curve.Of(record, "", isShare: true, e => e.ValidationQuality)), CurveChart.Width, CurveChart.Height, "")
        );
    }

    [Fact]
    public void The_chart_of_models_spells_each_tick_its_own_way()
    {
        var perfect = SampleRun.Record with
        {
            Models =
            [
                .. SampleRun.Record.Models.Select(m =>
                    m with
                    {
                        Accuracy = 1,
                        AccuracyLow = 0.9999,
                        AccuracyHigh = 1,
                        Parameters = 33_000,
                    }
                ),
            ],
        };
        Distinct(Svg.Of(QualityChart.Of(perfect), QualityChart.Width, QualityChart.Height, ""));
    }

    /// <summary>A name that could be another point's is tied to its own.</summary>
    [Fact]
    public void A_name_far_from_its_point_has_a_line_to_it()
    {
        Assert.Null(Frame.Leader(new(1, 1), new(11, -9), HorizontalAlignment.Left));
        Assert.NotNull(Frame.Leader(new(1, 1), new(11, -30), HorizontalAlignment.Left));
        Assert.NotNull(Frame.Leader(new(1, 1), new(-27, 0), HorizontalAlignment.Left));
    }

    private static void Distinct(XElement svg)
    {
        var words = svg.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        var left = svg.Elements()
            .Where(e => e.Name.LocalName == "text" && e.Attribute("text-anchor")!.Value == "end")
            .Select(e => e.Value)
            .ToList();
        var below = svg.Elements()
            .Where(e => e.Name.LocalName == "text" && e.Attribute("dominant-baseline")!.Value == "hanging")
            .Select(e => e.Value)
            .ToList();
        Assert.True(left.Count > 1, string.Join(" | ", words));
        Assert.True(below.Count > 1, string.Join(" | ", words));
        Assert.Equal(left.Distinct(), left);
        Assert.Equal(below.Distinct(), below);
        Assert.DoesNotContain(
            left,
            text => text.StartsWith("100.", StringComparison.Ordinal) && text.TrimEnd('%', ' ').TrimEnd('0') != "100."
        );
    }
}
