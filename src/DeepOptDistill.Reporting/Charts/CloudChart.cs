using DeepOptDistill.Reporting.Words;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>
/// Latency against a cost: a named point for each network, a line through those on the front, the ceiling of the budget dashed.
/// </summary>
internal static class CloudChart
{
    public const int Width = 480;
    public const int Height = 300;
    private static readonly OxyThickness Margins = new(56, 14, 24, 46);

    /// <summary>The chart.</summary>
    public static PlotModel Of(Cloud cloud)
    {
        var chart = Frame.Empty(Margins);
        var plane = new Plane(cloud);
        chart.Axes.Add(plane.Axis(AxisPosition.Bottom, cloud.X, Figures.Round));
        chart.Axes.Add(plane.Axis(AxisPosition.Left, null, Figures.OfDecade));
        if (plane.Ceiling is { } ceiling)
            chart.Annotations.Add(Limit(ceiling));
        chart.Series.Add(Front(cloud));
        foreach (var dot in cloud.Dots)
            chart.Series.Add(Point(dot));
        foreach (var label in Labels(cloud, plane))
            chart.Annotations.Add(label);
        return chart;
    }

    private static LineAnnotation Limit(double ceiling) =>
        new()
        {
            Type = LineAnnotationType.Horizontal,
            Y = ceiling,
            Color = Paint.Baseline.StandIn,
            LineStyle = LineStyle.Dash,
            StrokeThickness = 1,
            Layer = AnnotationLayer.BelowSeries,
        };

    private static LineSeries Front(Cloud cloud)
    {
        var series = new LineSeries
        {
            Color = Paint.StudentSoft.StandIn,
            StrokeThickness = 1.6,
            LineJoin = LineJoin.Round,
        };
        series.Points.AddRange(cloud.Front.Select(point => new DataPoint(point.X, point.Y)));
        return series;
    }

    private static ScatterSeries Point(Dot dot)
    {
        var series = new ScatterSeries
        {
            MarkerType = MarkerType.Circle,
            MarkerSize = dot.IsStrong ? 6.5 : 4.5,
            MarkerFill = dot.Paint.StandIn,
            MarkerStroke = Paint.Ground.StandIn,
            MarkerStrokeThickness = 1.5,
        };
        series.Points.Add(new ScatterPoint(dot.X, dot.Y));
        return series;
    }

    private static IEnumerable<Annotation> Labels(Cloud cloud, Plane plane)
    {
        var placement = new LabelPlacement(plane.Area, [.. cloud.Dots.Select(dot => plane.Covered(dot)), .. plane.Lines(cloud.Front)]);
        foreach (var dot in cloud.Dots.OrderByDescending(dot => dot.IsStrong))
        {
            if (placement.Place(plane.At(dot), dot.Name) is not var (offset, alignment))
                continue;
            var (at, paint) = (new DataPoint(dot.X, dot.Y), dot.Paint == Paint.Student ? dot.Paint : Paint.Muted);
            if (Frame.Leader(at, offset, alignment) is { } leader)
                yield return leader;
            yield return Frame.Name(dot.Name, at, offset, alignment, paint, dot.IsStrong);
        }
    }

    /// <summary>Ranges of the axes, and where a point lies in pixels.</summary>
    private sealed class Plane
    {
        private readonly bool logarithmic;
        private readonly (double Low, double High) x,
            y;

        public Plane(Cloud cloud)
        {
            logarithmic = cloud.IsLogarithmic;
            x = Range(cloud.Dots.Select(dot => dot.X));
            y = Range(cloud.Dots.Select(dot => dot.Y));
            if (!logarithmic)
                y = (0, 1.08 * cloud.Dots.Max(dot => dot.Y));
            Ceiling = cloud.Ceiling is { } ceiling && ceiling < 3 * y.High ? ceiling : null;
            if (Ceiling > y.High)
                y = (y.Low, 1.05 * Ceiling.Value);
        }

        public double? Ceiling { get; }

        public OxyRect Area { get; } =
            new(Margins.Left, Margins.Top, Width - Margins.Left - Margins.Right, Height - Margins.Top - Margins.Bottom);

        public Axis Axis(AxisPosition position, string? title, Func<double, string> ofDecade)
        {
            var (low, high) = position == AxisPosition.Bottom ? x : y;
            return logarithmic
                ? new DecadeAxis { Title = title }.Styled(position, low, high, ofDecade)
                : new LinearAxis { Title = title }.Styled(position, low, high, isShare: false);
        }

        public ScreenPoint At(Dot dot) => At(dot.X, dot.Y);

        public OxyRect Covered(Dot dot) => new(At(dot).X - 7, At(dot).Y - 7, 14, 14);

        /// <summary>The line of the front in small pieces, and the ceiling.</summary>
        public IEnumerable<OxyRect> Lines(IReadOnlyList<(double X, double Y)> front)
        {
            const int pieces = 10;
            foreach (var ((fromX, fromY), (toX, toY)) in front.Zip(front.Skip(1)))
            {
                var (from, to) = (At(fromX, fromY), At(toX, toY));
                for (var i = 0; i < pieces; i++)
                    yield return new OxyRect(
                        from.X + ((to.X - from.X) * i / pieces) - 2,
                        from.Y + ((to.Y - from.Y) * i / pieces) - 2,
                        4,
                        4
                    );
            }
            if (Ceiling is { } ceiling)
                yield return new OxyRect(Area.Left, At(x.Low, ceiling).Y - 2, Area.Width, 4);
        }

        private ScreenPoint At(double right, double up) =>
            new(Area.Left + (Area.Width * Share(right, x)), Area.Bottom - (Area.Height * Share(up, y)));

        private double Share(double value, (double Low, double High) range) =>
            logarithmic ? Math.Log(value / range.Low) / Math.Log(range.High / range.Low) : (value - range.Low) / (range.High - range.Low);

        private (double Low, double High) Range(IEnumerable<double> values)
        {
            var (low, high) = (values.Min(), values.Max());
            if (!logarithmic)
                return (low - Math.Max(1, 0.08 * (high - low)), high + Math.Max(1, 0.08 * (high - low)));
            var room = Math.Max(1.4, Math.Pow(high / low, 0.12));
            return (low / room, high * room);
        }
    }
}
