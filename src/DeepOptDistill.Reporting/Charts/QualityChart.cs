using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Words;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>
/// Accuracy, or R², against parameters: a point with its interval and its name for each model, and the height of the ensemble as a line.
/// </summary>
internal static class QualityChart
{
    public const int Width = 980;
    public const int Height = 400;

    /// <summary>Pixels of the chart that a phone shows.</summary>
    public const int NarrowWidth = 420;
    private const double Apart = 7;
    private static readonly OxyThickness Margins = new(62, 14, 20, 46);

    private static readonly Role[] Importance = [Role.Student, Role.Baseline, Role.Ensemble, Role.Teacher];

    /// <summary>The chart of all models that have parameters.</summary>
    /// <param name="record">The run.</param>
    /// <param name="width">Pixels from left to right.</param>
    public static PlotModel Of(RunRecord record, int width = Width)
    {
        var models = record.Models.Where(m => m.Parameters > 0).OrderBy(m => Array.IndexOf(Importance, m.Role)).ToList();
        var chart = Frame.Empty(Margins);
        var plane = new Plane(models, width);
        chart.Axes.Add(new DecadeAxis { Title = "parameters" }.Styled(AxisPosition.Bottom, plane.Left, plane.Right, Figures.Round));
        chart.Axes.Add(new LinearAxis().Styled(AxisPosition.Left, plane.Low, plane.High, isShare: true));
        if (models.Find(m => m.Role == Role.Ensemble) is { } ensemble)
            chart.Annotations.Add(Goal(ensemble.Quality.Value));
        var points = models.Select(m => (Model: m, X: Shifted(m, models, plane))).ToList();
        foreach (var (model, x) in points)
        {
            chart.Series.Add(Interval(model, x));
            chart.Series.Add(Point(model, x));
        }
        foreach (var label in Labels(points, plane))
            chart.Annotations.Add(label);
        return chart;
    }

    // Baseline and student are one network; side by side both intervals can be seen.
    private static double Shifted(ModelRecord model, List<ModelRecord> models, Plane plane)
    {
        var twin = models.Exists(m => m != model && m.Role is Role.Baseline or Role.Student && m.Parameters == model.Parameters);
        var shift =
            !twin ? 0
            : model.Role == Role.Baseline ? -Apart
            : model.Role == Role.Student ? Apart
            : 0;
        return plane.MovedBy(model.Parameters, shift);
    }

    private static LineAnnotation Goal(double accuracy) =>
        new()
        {
            Type = LineAnnotationType.Horizontal,
            Y = accuracy,
            Color = Paint.Ensemble.StandIn,
            LineStyle = LineStyle.Dash,
            StrokeThickness = 1,
            Layer = AnnotationLayer.BelowSeries,
        };

    /// <summary>The interval, which need not lie evenly around its point: bars are drawn around its middle.</summary>
    private static ScatterErrorSeries Interval(ModelRecord model, double x)
    {
        var (low, high) = (model.Quality.Low, model.Quality.High);
        var series = new ScatterErrorSeries
        {
            MarkerType = MarkerType.None,
            ErrorBarColor = Paint.Of(model.Role).StandIn,
            ErrorBarStrokeThickness = 1.6,
            ErrorBarStopWidth = 4,
        };
        series.Points.Add(new ScatterErrorPoint(x, (low + high) / 2, 0, high - low));
        return series;
    }

    private static ScatterSeries Point(ModelRecord model, double x)
    {
        var paint = Paint.Of(model.Role).StandIn;
        var series = new ScatterSeries
        {
            MarkerType = model.Role switch
            {
                Role.Teacher => MarkerType.Circle,
                Role.Ensemble => MarkerType.Diamond,
                Role.Baseline => MarkerType.Square,
                _ => MarkerType.Circle,
            },
            MarkerSize = model.Role == Role.Teacher ? 4.5 : 6,
            MarkerFill = paint,
            MarkerStroke = Paint.Ground.StandIn,
            MarkerStrokeThickness = 1.5,
        };
        series.Points.Add(new ScatterPoint(x, model.Quality.Value));
        return series;
    }

    private static IEnumerable<Annotation> Labels(List<(ModelRecord Model, double X)> points, Plane plane)
    {
        var placement = new LabelPlacement(
            plane.Area,
            [
                .. points.SelectMany(p => plane.Covered(p.X, p.Model)),
                .. points.Where(p => p.Model.Role == Role.Ensemble).Select(p => plane.Across(p.Model.Quality.Value)),
            ]
        );
        foreach (var (model, x) in points)
        {
            var strong = model.Role is Role.Student or Role.Baseline or Role.Ensemble;
            var text = strong ? $"{model.Name}, {Figures.Percent(model.Quality.Value)}" : model.Name;
            if (placement.Place(plane.At(x, model.Quality.Value), text) is not var (offset, alignment))
                continue;
            if (Frame.Leader(new DataPoint(x, model.Quality.Value), offset, alignment) is { } leader)
                yield return leader;
            yield return Frame.Name(
                text,
                new DataPoint(x, model.Quality.Value),
                offset,
                alignment,
                strong ? Paint.Of(model.Role) : Paint.Muted,
                model.Role == Role.Student
            );
        }
    }

    /// <summary>Ranges of the axes, and where a value lies in pixels.</summary>
    private sealed class Plane
    {
        public Plane(List<ModelRecord> models, int width)
        {
            Area = new(Margins.Left, Margins.Top, width - Margins.Left - Margins.Right, Height - Margins.Top - Margins.Bottom);
            var (least, most) =
                models.Count == 0 ? (1, 10) : (models.Min(m => Math.Log10(m.Parameters)), models.Max(m => Math.Log10(m.Parameters)));
            var room = Math.Max(0.18, 0.12 * (most - least));
            (Left, Right) = (Math.Pow(10, least - room), Math.Pow(10, most + room));
            var (low, high) = models.Count == 0 ? (0, 1) : (models.Min(m => m.Quality.Low), models.Max(m => m.Quality.High));
            var rise = Math.Max(0.002, 0.08 * (high - low));
            (Low, High) = (low - rise, Math.Max(high, Math.Min(1, high + rise)));
        }

        public double Left { get; }

        public double Right { get; }

        public double Low { get; }

        public double High { get; }

        public OxyRect Area { get; }

        public ScreenPoint At(double x, double y) =>
            new(
                Area.Left + (Area.Width * Math.Log10(x / Left) / Math.Log10(Right / Left)),
                Area.Bottom - (Area.Height * (y - Low) / (High - Low))
            );

        /// <summary>A line across the whole plot.</summary>
        public OxyRect Across(double y) => new(Area.Left, At(Left, y).Y - 2, Area.Width, 4);

        public double MovedBy(double x, double pixels) => x * Math.Pow(Right / Left, pixels / Area.Width);

        public IEnumerable<OxyRect> Covered(double x, ModelRecord model)
        {
            var (middle, top, bottom) = (At(x, model.Quality.Value), At(x, model.Quality.High), At(x, model.Quality.Low));
            yield return new OxyRect(middle.X - 7, middle.Y - 7, 14, 14);
            yield return new OxyRect(middle.X - 4, top.Y, 8, bottom.Y - top.Y);
        }
    }
}
