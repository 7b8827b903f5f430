using System.Text;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>
/// Tables in files: numbers and words come back as they were, in every culture; what is no table is refused with its place.
/// </summary>
public sealed class TableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("invariant")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void WhatIsWrittenIsReadAgain(string culture)
    {
        using var _ = new Cultures.Use(culture);
        double[] numbers = [0.1, -1.5e-300, 123456789.123456789, 1.0 / 3, -0.0];
        string[] words = ["plain", "a, comma", "a \"quote\"", "two\nlines", ""];
        var rows = TableFile.Write(
            folder["t.csv"],
            [new Table([new ContinuousColumn("number", numbers), new NominalColumn("a, word", words)])]
        );
        Assert.Equal(5, rows);
        var read = TableFile.Read(folder["t.csv"], new([], []));
        Assert.Equal(numbers, ((ContinuousColumn)read.Table.Columns[0]).Values.ToArray());
        Assert.Equal(words, Enumerable.Range(0, 5).Select(read.Table.Columns[1].Text));
        Assert.Equal(["a, word"], read.Words);
    }

    /// <summary>Rows that are made of a table with semicolons and decimal commas are read as that table is.</summary>
    [Fact]
    public void WhatIsWrittenInAFormatIsReadInIt()
    {
        var format = new TableFormat(';', ',');
        Table table = new([new ContinuousColumn("size", [0.5, -1.25e-300]), new NominalColumn("place", ["Bad Tölz", "a;b"])]);
        TableFile.Write(folder["t.csv"], [table], format);
        Assert.StartsWith(
            "size;place\n0,5;Bad Tölz\n",
            File.ReadAllText(folder["t.csv"]).ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        var read = TableFile.Read(folder["t.csv"], new([], []) { Format = format }).Table;
        Assert.Equal([0.5, -1.25e-300], ((ContinuousColumn)read.Columns[0]).Values.ToArray());
        Assert.Equal("a;b", read.Columns[1].Text(1));
    }

    [Fact]
    public void ColumnsAreWhatTheyHoldOrWhatTheyAreCalled()
    {
        var read = Read("id,size,colour,label\n1,2.5,red,0\n2,3e2,blue,1\n\n3,-4,,1\n", ["id"], ["label"]);
        Assert.Equal(["id", "size", "colour"], read.Table.Columns.Select(column => column.Name));
        Assert.Equal(
            [typeof(NominalColumn), typeof(ContinuousColumn), typeof(NominalColumn)],
            read.Table.Columns.Select(column => column.GetType())
        );
        Assert.Equal(["colour"], read.Words);
        Assert.Equal([2.5, 300, -4], ((ContinuousColumn)read.Table.Columns[1]).Values.ToArray());
    }

    [Theory]
    [InlineData("", "t.csv: found an empty file; expected a line of headings and at least 2 rows.")]
    [InlineData("a,b\n", "t.csv: found 0 rows below the headings")]
    [InlineData("a,b\n1,2\n", "t.csv: found 1 row below the headings")]
    [InlineData("a,b\n1,2\n3,4,5\n6\n", "t.csv:3: found 3 cells; expected 2, one for each heading.", "t.csv:4: found 1 cell")]
    [InlineData("a,a\n1,2\n3,4\n", "t.csv, heading 2: found a second 'a'; expected names that differ.")]
    [InlineData("5,5\n1,2\n3,4\n", "a second '5'; expected names that differ. If the first line holds data already")]
    [InlineData("a,\n1,2\n3,4\n", "t.csv, heading 2: found no name; expected one for each column.")]
    [InlineData(
        "a,b\n1,2\n3,NaN\n4,\n5,6\n7,8\n",
        "t.csv:3, column 'b': found 'NaN' (and 1 more such cells below); expected a finite number"
    )]
    [InlineData("a,b\n1,2\n?,4\n4,5\n", "t.csv:3, column 'a': found '?'; expected a finite number, as in the other cells of this column.")]
    [InlineData("a,b\n1,2\nInfinity,4\n4,x\n", "t.csv:3, column 'a': found 'Infinity'", "t.csv:4, column 'b': found 'x'")]
    [InlineData("a,b\n\"1\n\",2\n3,4\n5,1e999\n", "t.csv:5, column 'b': found '1e999'")]
    public void WhatIsNoTableIsRefusedWithItsPlace(string text, params string[] messages)
    {
        var error = Assert.Throws<InputException>(() => Read(text, [], []));
        Assert.Equal(messages.Length, error.Problems.Count);
        Assert.All(messages.Zip(error.Problems), pair => Assert.Contains(pair.First, pair.Second.ToString(), StringComparison.Ordinal));
    }

    /// <summary>A first line of data is not taken for headings without a word; numbered pixels and a year are headings.</summary>
    [Theory]
    [InlineData("5.1,3.5,x\n4.9,3,x\n7,3.2,y\n", "'x', '5.1', '3.5'")]
    [InlineData("1,2,x\n4,3,x\n7,3,y\n", "'x'")]
    [InlineData("3,1,kind\n4,3,x\n7,3,y\n", "'3', '1'")]
    [InlineData("0,1,kind\n4,3,x\n7,3,y\n", null)]
    [InlineData("1990,size,kind\n4,3,x\n7,3,y\n", null)]
    public void AFirstLineOfDataIsRemarked(string text, string? told)
    {
        var said = TableCells.LookLikeData("t.csv", Read(text, [text.Split('\n')[0].Split(',')[2]], []).Table);
        if (told is null)
            Assert.Empty(said);
        else
            Assert.Contains($"looks like data ({told})", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnsThatAreNotThereAreRefused()
    {
        var error = Assert.Throws<InputException>(() => Read("colour,size\nred,1\nblue,2\n", ["color"], ["label", "sise"]));
        Assert.Equal(2, error.Problems.Count);
        Assert.Contains(
            "--nominal: found column 'color'; expected one of colour, size",
            error.Problems[0].ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("Did you mean 'colour'?", error.Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("--ignore: found column 'sise'", error.Problems[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeReadIsRefused()
    {
        Assert.Contains(
            "no such file",
            Assert.Throws<InputException>(() => TableFile.Read(folder["nowhere.csv"], new([], []))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "a folder",
            Assert.Throws<InputException>(() => TableFile.Read(folder.Path, new([], []))).Message,
            StringComparison.Ordinal
        );
        folder.Write("latin.csv", [(byte)'a', (byte)'\n', 0xE9, (byte)'\n', (byte)'b', (byte)'\n']);
        Assert.Contains(
            "bytes that are not UTF-8 text; expected a CSV file in UTF-8. Where it is in Windows's or ISO's Latin letters: " + "iconv",
            Assert.Throws<InputException>(() => TableFile.Read(folder["latin.csv"], new([], []))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no column that is left",
            Assert.Throws<InputException>(() => Read("a\n1\n2\n", [], ["a"])).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>A quote that never closes makes one cell of the rest of the file, which is more than a reader holds.</summary>
    [Fact]
    public void AQuoteThatNeverClosesIsRefused()
    {
        var error = Assert.Throws<InputException>(() => Read("a,b\n1,\"" + new string('x', 17 << 20), [], []));
        Assert.Contains("t.csv", error.Message, StringComparison.Ordinal);
    }

    private TableFile Read(string text, string[] nominal, string[] ignored) =>
        TableFile.Read(folder.Write("t.csv", Encoding.UTF8.GetBytes(text)), new TableReading(nominal, ignored));
}
