using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OxyPlot;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>A chart as an SVG element for the inside of a page: colours by variable, fonts by inheritance, identifiers of its own.</summary>
internal static partial class Svg
{
    private static readonly Dictionary<string, string> Variables = Paint.All.ToDictionary(
        p => string.Create(CultureInfo.InvariantCulture, $"rgb({p.StandIn.R},{p.StandIn.G},{p.StandIn.B})"),
        p => $"var(--{p.Variable})");

    /// <summary>Draws the chart.</summary>
    /// <param name="chart">The chart; it is laid out by this call.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="title">What a screen reader says.</param>
    /// <param name="id">Unique in the page.</param>
    public static XElement Of(PlotModel chart, int width, int height, string title, string id)
    {
        using var bytes = new MemoryStream();
        new SvgExporter { Width = width, Height = height }.Export(chart, bytes);
        bytes.Position = 0;
        var svg = XDocument.Load(bytes).Root!;
        svg.DescendantNodes().OfType<XComment>().ToList().ForEach(c => c.Remove());
        svg.Descendants().Where(e => e.Name.LocalName == "g" && !e.HasElements).ToList().ForEach(e => e.Remove());
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().ToList()) Adapt(attribute, id);
        svg.RemoveAttributes();
        svg.Add(new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")), new XAttribute("role", "img"), new XAttribute("aria-label", title));
        return svg;
    }

    private static void Adapt(XAttribute attribute, string id)
    {
        var value = Variables.TryGetValue(attribute.Value, out var variable) ? variable : StandIn().Replace(attribute.Value, m => Variables.GetValueOrDefault(m.Value, m.Value));
        if (attribute.Name.LocalName is "font-family" or "shape-rendering") attribute.Remove();
        else if (attribute.Name == "fill") attribute.Parent!.SetAttributeValue("style", $"fill:{value}");
        else attribute.Value = value.Replace("clipPath", $"{id}-clip", StringComparison.Ordinal);
        if (attribute.Name == "fill" && attribute.Parent is not null) attribute.Remove();
    }

    [GeneratedRegex(@"rgb\(\d+,\d+,\d+\)", RegexOptions.CultureInvariant)]
    private static partial Regex StandIn();
}
