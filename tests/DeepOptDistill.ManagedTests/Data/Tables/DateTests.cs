using System.Runtime.InteropServices;
using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;
using Parquet;
using Parquet.Schema;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>Columns of dates: known or said, counted from 1970 in float64, with parts; named where nobody says how to read them.</summary>
public sealed class DateTests : IDisposable
{
    private const string Iso = "when,size,label\n2024-01-31,1,a\n2024-02-01,2,b\n1969-12-31,3,a\n1970-01-01,4,b\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void DaysAreKnownAndCounted()
    {
        var set = Load(Iso);
        Assert.Equal(["when", "size"], set.Shape.Columns!.Names);
        Assert.Equal([19753, 19754, -1, 0], Column(set, 0));
        Assert.Equal(DateUnit.Days, set.Shape.Columns.All[0].Date);
    }

    /// <summary>Seconds apart, two of them in another zone: float32 would not tell them from 1970 on.</summary>
    [Fact]
    public void DatesThatAreIgnoredAreRefused()
    {
        File.WriteAllText(Path.Combine(folder.Path, "i.csv"), "day,b,label\n01.02.2024,1,x\n03.02.2024,2,y\n");
        var spec = new TableDataset
        {
            Train = Path.Combine(folder.Path, "i.csv"),
            Test = Path.Combine(folder.Path, "i.csv"),
            Label = "label",
            Validation = 0,
            Dates = ["day"],
            DateFormat = "%d.%m.%Y",
            Ignore = ["day"],
        };
        var refused = Assert.Throws<InputException>(() => spec.Load(new DataFolder(folder.Path), new Seed(1)));
        Assert.Contains("'day', which is in 'ignore' too", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DateUnit.Seconds, 1)]
    [InlineData(DateUnit.Days, 1.0 / 86400)]
    public void TimesKeepTheirSeconds(DateUnit unit, double second)
    {
        const string Times =
            "when,label\n2024-05-01T10:00:00Z,a\n2024-05-01T12:00:01+02:00,b\n2024-05-01 10:00:02Z,a\n" + "2024-05-01T10:00:03.5Z,b\n";
        var set = Load(Times, spec => spec with { DateUnit = unit });
        double[] passed = [.. Column(set, 0).Select(number => (number - Column(set, 0)[0]) / second)];
        foreach (var (expected, found) in new[] { 0, 1, 2, 3.5 }.Zip(passed))
            Assert.Equal(expected, found, 2);
        Assert.Equal(unit == DateUnit.Seconds ? 1714557600 : 1714557600 / 86400.0, Column(set, 0)[0] + set.Shape.Columns!.Origins[0], 1);
    }

    /// <summary>Python: datetime.strptime("01.01.68", "%d.%m.%y").year is 2068, of "01.01.69" 1969.</summary>
    [Fact]
    public void YearsOfTwoDigitsAreThoseOfPython()
    {
        var set = Load(
            "when,label\n01.01.68,a\n01.01.69,b\n01.01.50,a\n",
            spec => spec with { Dates = ["when"], DateFormat = "%d.%m.%y", DateParts = [DatePart.Year] }
        );
        Assert.Equal([2068, 1969, 2050], Column(set, 1));
    }

    /// <summary>What a format leaves open would be that of the day on which the file is read.</summary>
    [Theory]
    [InlineData("%H:%M", "12:30")]
    [InlineData("%d.%m.", "01.02.")]
    [InlineData("%m/%Y", "01/2024")]
    public void AFormatWithoutADayIsRefused(string format, string cell) =>
        Assert.Contains(
            "that tell year, month and day",
            Assert
                .Throws<InputException>(() =>
                    Load($"when,label\n{cell},a\n{cell},b\n", spec => spec with { Dates = ["when"], DateFormat = format })
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "2024-05-01T10:00Z",
        "2024-05-01T10:00",
        "'2024-05-01T10:00' beside '2024-05-01T10:00Z', which tells its distance from UTC"
    )]
    [InlineData("2024-05-01", "soon", "'soon' among 2 cells that look like dates")]
    public void WhatIsWrittenInTwoWaysIsNamed(string one, string other, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<InputException>(() => Load($"when,label\n{one},a\n{other},b\n2024-05-02,a\n")).Message,
            StringComparison.Ordinal
        );

    /// <summary>pandas: 2024-01-31 is a Wednesday, dt.dayofweek 2.</summary>
    [Fact]
    public void PartsAreNumbersOfTheirOwn()
    {
        var set = Load(
            "when,label\n2024-01-31T18:30,a\n2023-12-31T00:05,b\n2024-02-05T23:59,a\n",
            spec => spec with { DateParts = [.. Enum.GetValues<DatePart>()] }
        );
        Assert.Equal(
            ["when", "when.year", "when.month", "when.day", "when.day-of-week", "when.day-of-year", "when.hour", "when.minute"],
            set.Shape.Columns!.Names
        );
        double[][] rows = [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(1, 7).Select(c => Column(set, c)[row]).ToArray())];
        Assert.Equal([2024, 1, 31, 2, 31, 18, 30], rows[0]);
        Assert.Equal([2023, 12, 31, 6, 365, 0, 5], rows[1]);
        Assert.Equal([2024, 2, 5, 0, 36, 23, 59], rows[2]);
    }

    [Theory]
    [InlineData("%d.%m.%Y", "31.1.2024", "01.02.2024")]
    [InlineData("%m/%d/%y", "1/31/24", "02/01/24")]
    [InlineData("%Y%m%d", "20240131", "20240201")]
    [InlineData("%d %b %Y", "31 Jan 2024", "1 Feb 2024")]
    public void SaidFormatsAreRead(string format, string first, string second)
    {
        var set = Load($"when,label\n{first},a\n{second},b\n", spec => spec with { Dates = ["when"], DateFormat = format });
        Assert.Equal([19753, 19754], Column(set, 0));
    }

    [Fact]
    public void GapsAreFilledByTheMedian()
    {
        var text = "when,label\n1970-01-02,a\n,b\n1970-01-08,a\nNA,b\n1970-01-04,a\n";
        var set = Load(text, spec => spec with { Gaps = GapRule.Indicator });
        Assert.Equal(["when", "when=missing"], set.Shape.Columns!.Names);
        Assert.Equal([1, 3, 7, 3, 3], Column(set, 0));
        Assert.Contains("column 'when': found ''", Refusal(text), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFilesAreReadAlike()
    {
        Write("test.csv", "label,when,size\na,1970-01-03,1\nb,1970-01-05,2\n");
        var data = Spec(Iso, spec => spec with { Test = "test.csv", DateParts = [DatePart.Month] }).Load(Data, new Seed(1));
        Assert.Equal([2, 4], Column(data.Test, 0));
        Write("more.csv", "when,size\n1970-03-01,9\n");
        Write("more.csv", "when,size\n1970-03-01,9\n1970-03-02,9\n");
        var more = new UnlabelledSpec { Rows = "more.csv" }.Extend(data.Train, Data, new Seed(1), "unlabelled");
        Assert.Equal((59, 3), (Column(more, 0)[^2], Column(more, 2)[^1]));
        Write("test.csv", "label,when,size\na,3,1\nb,5,2\n");
        Assert.Contains(
            "test.csv:2, column 'when': found '3' (and 1 more such cells below); expected a date as 2024-01-31",
            Refusal(Iso, spec => spec with { Test = "test.csv" }),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("when,label\n31.01.2024,a\n01.02.2024,b\n", "looks like dates ('31.01.2024')")]
    [InlineData("when,label\n2024-01-31,a\n2020-13-41,b\n2024-02-01,a\n2024-02-02,a\n", "rows.csv:3, column 'when'")]
    [InlineData("when,label\n2024-01-31,a\n2020-13-41,b\n2024-02-01,a\n2024-02-02,a\n", "'2020-13-41' among 3 cells that look like dates")]
    [InlineData("when,label\n1/31/2024,a\n2/1/2024 10:00,b\n", "dataset.dates [when], dataset.date_format '%d.%m.%Y'")]
    public void DatesThatNobodySaysAreNamed(string text, string said)
    {
        Assert.Contains(said, Refusal(text), StringComparison.Ordinal);
        Assert.True(Load(text, spec => spec with { Nominal = ["when"] }).Shape.Columns!.AnyNominal);
    }

    [Fact]
    public void WhatIsSaidWronglyIsRefused()
    {
        var german = "when,label\n31.01.2024,a\n01.02.2024,b\n";
        Assert.Contains(
            "rows.csv:2, column 'when': found '31.01.2024' (and 1 more",
            Refusal(german, spec => spec with { Dates = ["when"] }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "found '%Q'; expected codes of strptime that tell year, month and day: %Y",
            Refusal(german, spec => spec with { Dates = ["when"], DateFormat = "%Q" }),
            StringComparison.Ordinal
        );
        Assert.Contains("a format for no column", Refusal(german, spec => spec with { DateFormat = "%d.%m.%Y" }), StringComparison.Ordinal);
        Assert.Contains(
            "dataset.dates: found column 'wenn'",
            Refusal(Iso, spec => spec with { Dates = ["wenn"] }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "a second 'when.month'",
            Refusal("when,when.month,label\n2024-01-31,1,a\n2024-02-01,2,b\n", spec => spec with { DateParts = [DatePart.Month] }),
            StringComparison.Ordinal
        );
        Assert.True(Load(Iso, spec => spec with { Nominal = ["when"] }).Shape.Columns!.AnyNominal);
    }

    /// <summary>A class, or numbers that could be dates, stay what they are.</summary>
    [Fact]
    public void ClassesAndNumbersAreNoDates()
    {
        var set = Load("size,label\n20240131,2024-01-31\n20240201,2024-02-01\n");
        Assert.Equal(["2024-01-31", "2024-02-01"], set.Classes);
        Assert.Null(set.Shape.Columns!.All[0].Date);
    }

    [Fact]
    public void DatesAreWrittenAsDates()
    {
        var table = TableFile
            .Read(Write("rows.csv", "when,at\n2024-01-31,2024-01-31T18:30\n2024-02-01,2024-02-01T00:00:00.25\n"), new([], []))
            .Table;
        TableFile.Write(folder["out.csv"], [table]);
        Assert.Equal(
            "when,at\n2024-01-31,2024-01-31T18:30:00\n2024-02-01,2024-02-01T00:00:00.25\n",
            File.ReadAllText(folder["out.csv"]).ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public async Task ParquetHoldsDates()
    {
        var (when, label) = (new DataField<DateTime?>("when"), new DataField<string>("label"));
        using (var stream = File.Create(folder["t.parquet"]))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(when, label), stream);
            using var group = writer.CreateRowGroup();
            DateTime?[] dates = [new(1970, 1, 3, 12, 0, 0, DateTimeKind.Utc), null, new(1970, 1, 5, 0, 0, 0, DateTimeKind.Utc)];
            await group.WriteAsync<DateTime>(when, dates);
            await group.WriteAsync(label, new[] { "a", "b", "a" });
        }
        var spec = new TableDataset
        {
            Train = "t.parquet",
            Test = "t.parquet",
            Label = "label",
            Validation = 0,
            Gaps = GapRule.Median,
        };
        Assert.Equal([2.5, 3.25, 4], Column(spec.Load(Data, new Seed(1)).Train, 0));
    }

    private DataFolder Data => new(folder.Path);

    private SampleSet Load(string text, Func<TableDataset, TableDataset>? change = null) =>
        Spec(text, change).Load(Data, new Seed(1)).Train;

    private string Refusal(string text, Func<TableDataset, TableDataset>? change = null) =>
        Assert.Throws<InputException>(() => Load(text, change)).Message;

    private TableDataset Spec(string text, Func<TableDataset, TableDataset>? change)
    {
        Write("rows.csv", text);
        var spec = new TableDataset
        {
            Train = "rows.csv",
            Test = "rows.csv",
            Label = "label",
            Validation = 0,
        };
        return change?.Invoke(spec) ?? spec;
    }

    private string Write(string name, string text) => folder.Write(name, Encoding.UTF8.GetBytes(text));

    private static double[] Column(SampleSet set, int column)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray();
        return [.. Enumerable.Range(0, set.Count).Select(row => (double)numbers[(row * set.Shape.Channels) + column])];
    }
}
