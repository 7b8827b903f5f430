using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OxyPlot;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>A chart as an SVG element for the inside of a page: colours by variable, fonts by inheritance, nothing cut off.</summary>
internal static partial class Svg
{
    private static readonly Dictionary<string, string> Variables = Paint.All.ToDictionary(
        p => string.Create(CultureInfo.InvariantCulture, $"rgb({p.StandIn.R},{p.StandIn.G},{p.StandIn.B})"),
        p => $"var(--{p.Variable})"
    );

    /// <summary>Draws the chart.</summary>
    /// <param name="chart">The chart; it is laid out by this call.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="title">What a screen reader says.</param>
    public static XElement Of(PlotModel chart, int width, int height, string title)
    {
        var drawn = Drawn(chart, width, height);
        foreach (var element in drawn)
            Adapt(element);
        return new XElement(
            drawn[0].Name.Namespace + "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", title),
            drawn
        );
    }

    // Groups hold nothing but clipping, which would cut the names at the ends of the lines; ranges are chosen so that all data fit.
    private static List<XElement> Drawn(PlotModel chart, int width, int height)
    {
        using var bytes = new MemoryStream();
        new SvgExporter { Width = width, Height = height }.Export(chart, bytes);
        bytes.Position = 0;
        return
        [
            .. XDocument
                .Load(bytes)
                .Root!.Descendants()
                .Where(e => e.Name.LocalName is not ("g" or "defs" or "clipPath") && e.Parent!.Name.LocalName != "clipPath"),
        ];
    }

    private static void Adapt(XElement element)
    {
        foreach (var attribute in element.Attributes())
            attribute.Value = StandIn().Replace(attribute.Value, m => Variables.GetValueOrDefault(m.Value, m.Value));
        if (element.Attribute("fill") is { } fill)
            element.SetAttributeValue("style", $"fill:{fill.Value}");
        foreach (var name in new[] { "fill", "font-family", "shape-rendering" })
            element.SetAttributeValue(name, null);
    }

    [GeneratedRegex(@"rgb\(\d+,\d+,\d+\)", RegexOptions.CultureInvariant)]
    private static partial Regex StandIn();
}
