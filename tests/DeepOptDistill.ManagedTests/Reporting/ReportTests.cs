using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

public sealed partial class ReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deepopt-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Three_files_are_written_and_nothing_else()
    {
        Report.Write(SampleRun.Record, Path.Combine(folder, "new"));
        Report.Write(SampleRun.Record, Path.Combine(folder, "new"));

        Assert.Equal(
            ["report.html", "report.json", "report.md"],
            Directory.EnumerateFiles(Path.Combine(folder, "new")).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void The_record_that_was_written_and_read_gives_the_same_report()
    {
        var read = JsonSerializer.Deserialize<RunRecord>(
            JsonSerializer.Serialize(SampleRun.Record, RecordJson.Indented),
            RecordJson.Indented
        )!;

        Assert.Equal(Report.Html(SampleRun.Record), Report.Html(read));
        Assert.Equal(Report.Markdown(SampleRun.Record), Report.Markdown(read));
        Assert.Equal(Report.Json(SampleRun.Record), Report.Json(read));
    }

    [Fact]
    public void Json_has_the_promised_keys_and_the_records_numbers()
    {
        var report = JsonDocument.Parse(Report.Json(SampleRun.Record)).RootElement;
        var student = report.GetProperty("models").EnumerateArray().Last();

        Assert.Equal("deepopt.report/1", report.GetProperty("schema").GetString());
        Assert.Equal("fashion-mnist", report.GetProperty("dataset").GetProperty("name").GetString());
        Assert.Equal(2, report.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.Equal(SampleRun.Record.RecipeHash, report.GetProperty("recipe_hash").GetString());
        Assert.Equal(
            ["teacher", "teacher", "teacher", "teacher", "ensemble", "baseline", "student"],
            report.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("role").GetString())
        );
        Assert.All(
            ["name", "role", "parameters", "macs", "bytes", "accuracy", "accuracy_low", "accuracy_high", "latency_ms_median"],
            key => Assert.True(student.TryGetProperty(key, out _), key)
        );
        Assert.Equal(SampleRun.Record.Models[^1].Accuracy, student.GetProperty("accuracy").GetDouble());
        Assert.Equal(
            (0.9338 - 0.91693333) / (0.9461 - 0.91693333),
            report.GetProperty("summary").GetProperty("gap_closed").GetDouble(),
            1e-6
        );
        Assert.Equal(180, report.GetProperty("epochs").GetArrayLength());
    }

    [Fact]
    public void Html_is_well_formed_and_needs_nothing_beside_it()
    {
        var html = Report.Html(SampleRun.Record);
        var body = Body(html);

        Assert.DoesNotContain(body.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "image" or "use");
        Assert.DoesNotContain(body.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href" or "onclick" or "onload");
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.Equal(["http://www.w3.org/2000/svg"], Addresses().Matches(html).Select(m => m.Value).Distinct());
    }

    /// <summary>On a phone a row is a block: each cell is told by its heading.</summary>
    [Fact]
    public void A_cell_knows_its_heading()
    {
        var cells = Body(Report.Html(SampleRun.Record)).Descendants().Where(e => e.Name.LocalName == "td").ToList();
        Assert.Contains(cells, cell => cell.Attribute("data-label")?.Value == "Accuracy");
    }

    [Fact]
    public void Every_colour_of_a_picture_is_a_variable_of_the_style_sheet()
    {
        var html = Report.Html(SampleRun.Record);
        var used = Variable().Matches(html).Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.DoesNotContain("rgb(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("black", html, StringComparison.Ordinal);
        Assert.All(used, name => Assert.Equal(2, Regex.Count(html, $@"--{name}:")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(40)]
    public void Words_of_pictures_lie_inside_and_do_not_cover_each_other(int crowd)
    {
        foreach (var svg in Body(Report.Html(Crowded(crowd))).Descendants().Where(e => e.Name.LocalName == "svg"))
        {
            var boxes = svg.Elements().Where(e => e.Name.LocalName == "text").Select(Box).ToList();
            var size = svg.Attribute("viewBox")!.Value.Split(' ').Select(Parse).ToList();

            Assert.True(boxes.Count > 5);
            Assert.All(boxes, b => Assert.True(b is { Left: >= 0, Top: >= 0 } && b.Right <= size[2] && b.Bottom <= size[3], b.ToString()));
            Assert.Empty(
                from a in boxes
                from b in boxes
                where a.Text != b.Text && a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom
                select (a, b)
            );
        }
    }

    /// <summary>A chart as wide as a page would be moved sideways on a phone, which is shown one of its own.</summary>
    [Fact]
    public void A_phone_has_charts_of_its_own()
    {
        var cascade = new CascadeRecord(1, null, [new(0.9, 0.2, 0.93, 2_000_000, 0.4), new(0.1, 1, 0.9, 1_000_000, 0.1)]);
        var page = Body(Report.Html(SampleRun.Record with { Cascade = cascade }));
        var drawn = page.Descendants()
            .Where(e => e.Name.LocalName == "svg" && e.Attribute("class") is not null)
            .Select(svg => $"{svg.Attribute("class")!.Value} {svg.Attribute("viewBox")!.Value}");
        Assert.Equal(["wide 0 0 980 400", "narrow 0 0 420 400", "wide 0 0 980 380", "narrow 0 0 420 380"], drawn);
    }

    /// <summary>Without teachers there is nothing to agree with.</summary>
    [Fact]
    public void No_column_is_empty_where_no_model_was_compared()
    {
        var markdown = Report.Markdown(With(null, 0.02));
        Assert.Contains("| Model | ECE |\n", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("Agreement:", markdown, StringComparison.Ordinal);
        Assert.Contains("| Model | Agreement |\n", Report.Markdown(With(0.9, null)), StringComparison.Ordinal);

        static RunRecord With(double? agreement, double? calibration) =>
            SampleRun.Record with
            {
                Models = [.. SampleRun.Record.Models.Select(m => m with { Agreement = agreement, CalibrationError = calibration })],
            };
    }

    /// <summary>The sample run with so many more teachers of nearly one size and accuracy.</summary>
    private static RunRecord Crowded(int teachers) =>
        SampleRun.Record with
        {
            Models =
            [
                .. Enumerable
                    .Range(0, teachers)
                    .Select(i =>
                        SampleRun.Record.Models[0] with
                        {
                            Name = $"one-of-many-{i}",
                            Parameters = 420_000 + (500 * i),
                            Accuracy = 0.93 + (0.0002 * i),
                        }
                    ),
                .. SampleRun.Record.Models,
            ],
        };

    [Fact]
    public void Whatever_a_name_holds_it_stays_text()
    {
        const string evil = "<script>alert('1')</script> | `a` *b* [c](d) \0\u0001 \ud800 & \"q\"\n```\n</style>";
        var record = SampleRun.Record with
        {
            Name = evil,
            Command = evil,
            Recipe = evil,
            Notes = [evil],
            Models = [.. SampleRun.Record.Models.Select(m => m with { Name = evil, Origin = evil })],
            Dataset = SampleRun.Record.Dataset with { Name = evil, Classes = [evil] },
        };
        var (html, markdown) = (Report.Html(record), Report.Markdown(record));

        Assert.DoesNotContain(Body(html).Descendants(), e => e.Name.LocalName == "script");
        Assert.Single(Regex.Matches(html, "</style>"));
        Assert.Contains("<script>alert('1')</script>", Body(html).Value, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', html);
        Assert.All(TableRows(markdown), cells => Assert.True(cells > 0));
        Assert.Contains("````yaml", markdown, StringComparison.Ordinal);
        Assert.Equal(evil[..10], JsonDocument.Parse(Report.Json(record)).RootElement.GetProperty("name").GetString()![..10]);
    }

    [Fact]
    public void Every_row_of_a_table_has_as_many_cells_as_its_head() => Assert.Equal(7, TableRows(Report.Markdown(SampleRun.Record)).Count);

    /// <summary>Cells of the tables, after checking that all rows of a table have equally many.</summary>
    private static List<int> TableRows(string markdown)
    {
        var tables = Regex
            .Matches(markdown, @"(?:^\|.*\|\n)+", RegexOptions.Multiline)
            .Select(t => t.Value.TrimEnd('\n').Split('\n').Select(l => Regex.Count(l, @"(?<!\\)\|") - 1).ToList())
            .ToList();
        Assert.All(tables, rows => Assert.Single(rows.Distinct()));
        return [.. tables.Select(t => t[0])];
    }

    private static XElement Body(string html)
    {
        var start = html.IndexOf("<main>", StringComparison.Ordinal);
        return XElement.Parse(html[start..(html.LastIndexOf("</main>", StringComparison.Ordinal) + "</main>".Length)]);
    }

    private static (double Left, double Top, double Right, double Bottom, string Text) Box(XElement text)
    {
        var at = Place().Match(text.Attribute("transform")!.Value);
        var (x, y, size, width) = (
            Parse(at.Groups[1].Value),
            Parse(at.Groups[2].Value),
            Parse(text.Attribute("font-size")!.Value),
            6.2 * text.Value.Length
        );
        var left = text.Attribute("text-anchor")!.Value switch
        {
            "start" => x,
            "end" => x - width,
            _ => x - (width / 2),
        };
        var top = text.Attribute("dominant-baseline")!.Value switch
        {
            "hanging" => y,
            "middle" => y - (size / 2),
            _ => y - size,
        };
        return (left, top, left + width, top + size, text.Value);
    }

    private static double Parse(string number) => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"https?://[^""<\s]+")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"(?:fill|stroke):var\(--([a-z-]+)\)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"translate\(([-\d.]+),([-\d.]+)\)")]
    private static partial Regex Place();
}
