using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>Tables spelt in other ways than with commas and points: read where somebody says so, named where nobody does.</summary>
public sealed class TableFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(';', ',', "a;b;k\n1,5;2.000,25;x\n-0,5;3;y\n")]
    [InlineData('\t', '.', "a\tb\tk\n1.5\t2000.25\tx\n-0.5\t3\ty\n")]
    [InlineData('|', '.', "a|b|k\n1.5|2000.25|x\n-0.5|3|y\n")]
    public void SaidFormatsAreRead(char separator, char point, string text)
    {
        if (separator == ';')
            text = text.Replace("2.000,25", "2000,25", StringComparison.Ordinal);
        var table = TableFile.Read(Write(text), new([], []) { Format = new(separator, point) }).Table;
        Assert.Equal([1.5, -0.5], ((ContinuousColumn)table.Columns[0]).Values.ToArray());
        Assert.Equal([2000.25, 3], ((ContinuousColumn)table.Columns[1]).Values.ToArray());
        Assert.Equal(["x", "y"], ((NominalColumn)table.Columns[2]).Words);
    }

    [Theory]
    [InlineData(";", ";")]
    [InlineData("\t", "tab")]
    [InlineData("|", "|")]
    public void AnotherSeparatorIsNamedOnce(string separator, string word)
    {
        var text = new StringBuilder($"a{separator}b\n");
        for (var row = 0; row < 1000; row++)
            text.Append($"{row},5{separator}1\n");
        var problem = Assert.Single(
            Assert.Throws<InputException>(() => TableFile.Read(Write(text.ToString()), new([], []) { Option = TableReading.Keys })).Problems
        );
        Assert.Contains($"dataset.separator '{word}'", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyRowsOfAnotherLengthAreTenLinesAndTheirNumber()
    {
        var text = "a,b\n1,2\n" + string.Concat(Enumerable.Repeat("1,2,3\n", 100));
        var problems = Assert.Throws<InputException>(() => TableFile.Read(Write(text), new([], []))).Problems;
        Assert.Equal(11, problems.Count);
        Assert.Contains("90 more such rows", problems[^1].Found, StringComparison.Ordinal);
    }

    [Fact]
    public void DecimalCommasAreNamed()
    {
        var problem = Assert.Single(
            Assert.Throws<InputException>(() => TableFile.Read(Write("a;k\n1,5;x\n2,5;y\n"), new([], []) { Format = new(';') })).Problems
        );
        Assert.Contains("--decimal ','", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void WordsWithCommasStayWords() =>
        Assert.Equal(["a"], TableFile.Read(Write("a;b\nred, dark;1\nblue;2\n"), new([], []) { Format = new(';') }).Words);

    [Theory]
    [InlineData(";;", ".", "dataset.separator")]
    [InlineData("\"", ".", "dataset.separator")]
    [InlineData(",", ",", "dataset.separator")]
    [InlineData(";", ":", "dataset.decimal")]
    public void AFormatThatIsNoneIsRefused(string separator, string point, string where) =>
        Assert.Equal(where, Assert.Throws<InputException>(() => Load("a,k\n1,x\n2,y\n", separator, point)).Problems[0].Where);

    [Fact]
    public void ADataSetIsReadAsItsRecipeSays()
    {
        var rows = string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},5;{row % 2}\n"));
        var set = Load("a;k\n" + rows, ";", ",");
        Assert.Equal(40, set.Train.Count + set.Validation.Count + set.Test.Count);
        Assert.Equal(';', set.Shape.Columns!.Format.Separator);
    }

    [Fact]
    public void WordsThatTrainingHasNotAreCounted()
    {
        folder.Write("test.csv", "job,k\nclerk,x\narmy,y\npilot,y\narmy,x\n"u8.ToArray());
        folder.Write(
            "train.csv",
            Encoding.UTF8.GetBytes(
                "job,k\n"
                    + string.Concat(
                        Enumerable.Range(0, 40).Select(row => $"{(row % 3 == 0 ? "clerk" : "sales")},{(row % 2 == 0 ? "x" : "y")}\n")
                    )
            )
        );
        var set = new TableDataset
        {
            Train = "train.csv",
            Test = "test.csv",
            Label = "k",
        }.Load(new DataFolder(folder.Path));
        Assert.Contains(
            set.Warnings,
            warning =>
                warning.Contains("column 'job': 3 of 4 rows have words", StringComparison.Ordinal)
                && warning.Contains("(army, pilot)", StringComparison.Ordinal)
        );
    }

    private Dataset Load(string text, string separator, string point)
    {
        Write(text);
        return new TableDataset
        {
            Train = "t.csv",
            Label = "k",
            Separator = separator,
            Decimal = point,
        }.Load(new DataFolder(folder.Path));
    }

    private string Write(string text) => folder.Write("t.csv", Encoding.UTF8.GetBytes(text));
}
