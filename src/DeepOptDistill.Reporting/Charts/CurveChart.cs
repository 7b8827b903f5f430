using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Words;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>A quantity by epoch or step: thick the mean, thin the seeds, each line named at its end.</summary>
internal static class CurveChart
{
    public const int Width = 480;
    public const int Height = 280;
    private const double LineHeight = 16;
    private static readonly OxyThickness Margins = new(56, 12, 66, 46);

    /// <summary>The chart.</summary>
    public static PlotModel Of(Curve curve)
    {
        var values = curve.Lines.SelectMany(l => l.Seeds.SelectMany(s => s).Select(p => p.Value)).ToList();
        var last = curve.Lines.SelectMany(l => l.Seeds).Max(seed => seed[^1].Place);
        var first = curve.Ruler.IsSteps ? 0 : Math.Min(1, last - 1);
        var (low, high) = Range(values, curve.IsShare);
        var chart = Frame.Empty(Margins);
        chart.Axes.Add(
            new LinearAxis { Title = curve.Ruler.Name, MinimumMajorStep = 1 }.Styled(AxisPosition.Bottom, first, last, Figures.Round)
        );
        chart.Axes.Add(new LinearAxis().Styled(AxisPosition.Left, low, high, curve.IsShare));
        foreach (var stage in curve.Stages)
            chart.Annotations.Add(Start(stage));
        foreach (var line in curve.Lines.Where(l => l.Seeds.Count > 1))
        foreach (var seed in line.Seeds)
            chart.Series.Add(Series(seed, Paint.SoftOf(line.Role), 1, line.Role));
        foreach (var line in curve.Lines)
            chart.Series.Add(Series(line.Mean, Paint.Of(line.Role), 2.4, line.Role));
        foreach (var name in Names(curve, last, high, (high - low) / (Height - Margins.Top - Margins.Bottom)))
        {
            chart.Annotations.Add(name.Label);
            if (name.Line.Mean[^1].Place < last)
                chart.Series.Add(Leader(name.Line, new DataPoint(last, name.Label.TextPosition.Y)));
        }
        return chart;
    }

    private static (double Low, double High) Range(List<double> values, bool isShare)
    {
        var room = Math.Max(isShare ? 0.002 : 1e-4, 0.05 * (values.Max() - values.Min()));
        return (values.Min() - room, isShare ? Math.Max(values.Max(), Math.Min(1, values.Max() + room)) : values.Max() + room);
    }

    private static LineSeries Series(IReadOnlyList<CurvePoint> points, Paint paint, double thickness, Role role)
    {
        var series = new LineSeries
        {
            Color = paint.StandIn,
            StrokeThickness = thickness,
            LineJoin = LineJoin.Round,
            Dashes = role == Role.Baseline && thickness > 1 ? [5, 2] : null,
            MarkerType = points.Count == 1 ? MarkerType.Circle : MarkerType.None,
            MarkerFill = paint.StandIn,
        };
        series.Points.AddRange(points.Select(p => new DataPoint(p.Place, p.Value)));
        return series;
    }

    private static LineAnnotation Start(StageStart stage) =>
        new()
        {
            Type = LineAnnotationType.Vertical,
            X = stage.Place,
            Color = Paint.Muted.StandIn,
            LineStyle = LineStyle.Dot,
            StrokeThickness = 1,
            Text = PageText.Line(stage.Name),
            TextColor = Paint.Muted.StandIn,
            TextOrientation = AnnotationTextOrientation.Horizontal,
            TextHorizontalAlignment = HorizontalAlignment.Left,
            TextVerticalAlignment = VerticalAlignment.Top,
            FontSize = Frame.FontSize,
            Layer = AnnotationLayer.BelowSeries,
        };

    /// <summary>
    /// Names at the right edge, pushed apart where two ends are close, and down where the highest would stand beyond the top.
    /// </summary>
    private static IEnumerable<(CurveLine Line, TextAnnotation Label)> Names(Curve curve, long last, double high, double perPixel)
    {
        var (lines, step) = (curve.Lines.OrderBy(l => l.Mean[^1].Value).ToList(), LineHeight * perPixel);
        var at = new double[lines.Count];
        for (var i = 0; i < at.Length; i++)
            at[i] = i == 0 ? lines[0].Mean[^1].Value : Math.Max(lines[i].Mean[^1].Value, at[i - 1] + step);
        for (var i = at.Length - 1; i >= 0; i--)
            at[i] = Math.Min(at[i], i == at.Length - 1 ? high - (step / 2) : at[i + 1] - step);
        return lines.Select(
            (line, i) =>
                (
                    line,
                    Frame.Name(
                        line.Name,
                        new DataPoint(last, at[i]),
                        new ScreenVector(7, 0),
                        HorizontalAlignment.Left,
                        Paint.Of(line.Role),
                        line.Role == Role.Student
                    )
                )
        );
    }

    /// <summary>From the end of a line that stops before the edge to its name.</summary>
    private static LineSeries Leader(CurveLine line, DataPoint name)
    {
        var leader = new LineSeries
        {
            Color = Paint.SoftOf(line.Role).StandIn,
            StrokeThickness = 1,
            Dashes = [1, 3],
        };
        leader.Points.AddRange([new DataPoint(line.Mean[^1].Place, line.Mean[^1].Value), name]);
        return leader;
    }
}
