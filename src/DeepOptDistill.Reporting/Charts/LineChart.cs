using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting.Words;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>Lines of a study: the mean over seeds, a faint band from the lowest to the highest, each line named at its end.</summary>
internal static class LineChart
{
    public const int Width = 980;
    public const int Height = 380;

    /// <summary>Pixels of the chart that a phone shows, where its lines have short names.</summary>
    public const int NarrowWidth = 420;

    private const double LineHeight = 16;
    private static readonly OxyThickness Margins = new(66, 14, 220, 48);
    private static readonly OxyThickness NarrowMargins = new(66, 14, 80, 48);

    /// <summary>The chart.</summary>
    /// <param name="record">What it shows.</param>
    /// <param name="isNarrow">Whether it is for a phone: names have a third of the room.</param>
    public static PlotModel Of(ChartRecord record, bool isNarrow = false)
    {
        var points = record.Lines.SelectMany(l => l.Points).ToList();
        var (low, high) = Range(points, record);
        var chart = Frame.Empty(isNarrow ? NarrowMargins : Margins);
        var (left, right) = (points.Min(p => p.X), points.Max(p => p.X));
        chart.Axes.Add(new LinearAxis { Title = record.X }.Styled(AxisPosition.Bottom, left, right, isShare: false));
        chart.Axes.Add(
            record.IsLogarithmic
                ? new DecadeAxis().Styled(AxisPosition.Left, low, high, record.IsShare ? Figures.PercentOfDecade : Figures.OfDecade)
                : new LinearAxis().Styled(AxisPosition.Left, low, high, record.IsShare)
        );
        for (var i = 0; i < record.Lines.Count; i++)
            Draw(chart, record.Lines[i], Colour(i), Dashes(i), (low, high));
        foreach (var name in Names(record, low, high))
            chart.Annotations.Add(name);
        return chart;
    }

    private static Paint Colour(int line) => Paint.Lines[line % Paint.Lines.Count];

    // More lines than colours: the second round is dashed.
    private static double[]? Dashes(int line) => line < Paint.Lines.Count ? null : [5, 3];

    private static (double Low, double High) Range(List<LinePoint> points, ChartRecord record)
    {
        var (low, high) = (points.Min(p => p.Low), points.Max(p => p.High));
        if (record.IsLogarithmic)
            return (Math.Max(low, 1e-30) / 1.2, Math.Max(high, 1e-29) * 1.2);
        var room = Math.Max(record.IsShare ? 0.002 : 1e-4, 0.04 * (high - low));
        return (low - room, record.IsShare ? Math.Max(high, Math.Min(1, high + room)) : high + room);
    }

    private static void Draw(PlotModel chart, LineRecord line, Paint paint, double[]? dashes, (double Low, double High) range)
    {
        if (line.Points.Any(p => p.High > p.Low))
        {
            var band = new AreaSeries
            {
                Color = OxyColors.Transparent,
                Color2 = OxyColors.Transparent,
                Fill = OxyColor.FromAColor(40, paint.StandIn),
                StrokeThickness = 0,
            };
            band.Points.AddRange(line.Points.Select(p => new DataPoint(p.X, Math.Clamp(p.High, range.Low, range.High))));
            band.Points2.AddRange(line.Points.Select(p => new DataPoint(p.X, Math.Clamp(p.Low, range.Low, range.High))));
            chart.Series.Add(band);
        }
        var series = new LineSeries
        {
            Color = paint.StandIn,
            StrokeThickness = 2.2,
            LineJoin = LineJoin.Round,
            Dashes = dashes,
            MarkerType = line.Points.Count == 1 ? MarkerType.Circle : MarkerType.None,
            MarkerFill = paint.StandIn,
        };
        series.Points.AddRange(line.Points.Select(p => new DataPoint(p.X, Math.Clamp(p.Value, range.Low, range.High))));
        chart.Series.Add(series);
    }

    /// <summary>Names right of the lines' ends, pushed apart where two ends are close.</summary>
    private static IEnumerable<TextAnnotation> Names(ChartRecord record, double low, double high)
    {
        double Forth(double v) => record.IsLogarithmic ? Math.Log10(Math.Clamp(v, low, high)) : v;
        double Back(double v) => record.IsLogarithmic ? Math.Pow(10, v) : v;
        var perPixel = (Forth(high) - Forth(low)) / (Height - Margins.Top - Margins.Bottom);
        var right = record.Lines.Max(l => l.Points[^1].X);
        var ends = record.Lines.Select((line, i) => (Line: line, Index: i, At: Forth(line.Points[^1].Value))).OrderBy(e => e.At).ToList();
        // From the bottom up, but never so high that the last names leave the picture.
        var places = new double[ends.Count];
        for (var i = 0; i < ends.Count; i++)
            places[i] = i == 0 ? ends[i].At : Math.Max(ends[i].At, places[i - 1] + (LineHeight * perPixel));
        for (var i = ends.Count - 1; i >= 0; i--)
            places[i] = Math.Min(places[i], i == ends.Count - 1 ? Forth(high) : places[i + 1] - (LineHeight * perPixel));
        for (var i = 0; i < ends.Count; i++)
            yield return Frame.Name(
                ends[i].Line.Name,
                new DataPoint(right, Back(places[i])),
                new ScreenVector(9, 0),
                HorizontalAlignment.Left,
                Colour(ends[i].Index),
                strong: false
            );
    }
}
