using System.Globalization;
using DeepOptDistill.Reporting.Words;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>The plain frame of every chart: horizontal grid, no box, no ticks, words in muted ink.</summary>
internal static class Frame
{
    public const double FontSize = 12.5;
    internal const double Far = 20;
    private const double Gap = 3;
    private const double HalfALine = 9;

    /// <summary>An empty chart with fixed margins, so that places on it can be computed.</summary>
    public static PlotModel Empty(OxyThickness margins) =>
        new()
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "Helvetica",
            DefaultFontSize = FontSize,
            Background = OxyColors.Transparent,
            PlotAreaBorderThickness = new OxyThickness(0),
            PlotAreaBorderColor = OxyColors.Transparent,
            Padding = new OxyThickness(0),
            PlotMargins = margins,
            TextColor = Paint.Muted.StandIn,
        };

    /// <summary>A name beside a point.</summary>
    public static TextAnnotation Name(
        string text,
        DataPoint at,
        ScreenVector offset,
        HorizontalAlignment alignment,
        Paint paint,
        bool strong
    ) =>
        new()
        {
            Text = PageText.Line(text),
            TextPosition = at,
            Offset = offset,
            TextHorizontalAlignment = alignment,
            TextVerticalAlignment = VerticalAlignment.Middle,
            TextColor = paint.StandIn,
            FontWeight = strong ? FontWeights.Bold : FontWeights.Normal,
            FontSize = FontSize,
            Stroke = OxyColors.Transparent,
            StrokeThickness = 0,
            Padding = new OxyThickness(0),
        };

    /// <summary>A thin line from a point to its name, where this is so far away that it might be another's; else null.</summary>
    public static ArrowAnnotation? Leader(DataPoint at, ScreenVector offset, HorizontalAlignment alignment) =>
        offset.Length < Far
            ? null
            : new()
            {
                EndPoint = at,
                // A name over or under its point is met at its edge, one beside it where it begins.
                ArrowDirection = offset * (-(offset.Length - (alignment == HorizontalAlignment.Center ? HalfALine : Gap)) / offset.Length),
                HeadLength = 0,
                HeadWidth = 0,
                StrokeThickness = 0.8,
                Color = Paint.Muted.StandIn,
                Layer = AnnotationLayer.BelowSeries,
            };

    /// <summary>Styles a linear axis and gives it its range; its ticks are numbers, or shares in percent.</summary>
    public static LinearAxis Styled(this LinearAxis axis, AxisPosition position, double low, double high, bool isShare) =>
        axis.Styled(position, low, high, isShare ? Ticks.Percent(axis) : Ticks.Plain(axis));

    /// <summary>Styles an axis and gives it its range.</summary>
    public static T Styled<T>(this T axis, AxisPosition position, double low, double high, Func<double, string> label)
        where T : Axis
    {
        axis.Position = position;
        (axis.Minimum, axis.Maximum) = (low, high);
        axis.MajorTickSize = axis.MinorTickSize = 0;
        axis.AxisTickToLabelDistance = 8;
        axis.AxisTitleDistance = 10;
        axis.IntervalLength = position == AxisPosition.Left ? 42 : 60;
        axis.LabelFormatter = label;
        axis.TextColor = Paint.Muted.StandIn;
        axis.MajorGridlineStyle = position == AxisPosition.Left ? LineStyle.Solid : LineStyle.None;
        axis.MajorGridlineColor = Paint.Grid.StandIn;
        axis.AxislineStyle = position == AxisPosition.Bottom ? LineStyle.Solid : LineStyle.None;
        axis.AxislineColor = Paint.Muted.StandIn;
        return axis;
    }
}
