using System.Text.Json;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary><c>deepopt munge</c>: rows in a file, what was taken as nominal on stderr, all problems at once.</summary>
public class MungeTests
{
    private const string Table = "size,colour,shape,label\n1,red,1,a\n2,blue,2,b\n4,red,1,b\n5.5,green,2,a\n";

    [Fact]
    public void WritesCopiesWithoutTheLabels()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("table.csv"), Table);
        var (code, output, errors) = DeepOpt.Run(
            folder.Path,
            "munge",
            "table.csv",
            "--copies",
            "3",
            "--nominal",
            "shape",
            "--ignore",
            "label",
            "--out",
            "out/synthetic.csv",
            "--json"
        );
        Assert.True(code == 0, errors);
        var lines = File.ReadAllLines(folder.In("out", "synthetic.csv"));
        Assert.Equal("size,colour,shape", lines[0]);
        Assert.Equal(13, lines.Length);
        Assert.Contains("Taken as nominal, because they hold no numbers: colour.", errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(12, json.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal(["colour", "shape"], json.RootElement.GetProperty("nominal").Deserialize<string[]>()!);
    }

    [Theory]
    [InlineData("median", 0)]
    [InlineData("indicator", 6)]
    public void GapsAreFilledInOrStayGaps(string rule, int gaps)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.In("table.csv"),
            Table.Replace("\n2,", "\nNA,", StringComparison.Ordinal).Replace("\n4,", "\n,", StringComparison.Ordinal)
        );
        var (code, _, errors) = DeepOpt.Run(
            folder.Path,
            "munge",
            "table.csv",
            "--copies",
            "3",
            "--gaps",
            rule,
            "--ignore",
            "label",
            "--out",
            "out.csv"
        );
        Assert.True(code == 0, errors);
        Assert.Equal(gaps, File.ReadAllLines(folder.In("out.csv")).Count(line => line.StartsWith(',')));
    }

    [Fact]
    public void DatesAreMungedAsNumbersAndWrittenAsDates()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("table.csv"), "when,size\n31.01.2024,1\n02.02.2024,2\n05.02.2024,9\n");
        string[] munge = ["munge", "table.csv", "--copies", "2", "--out", "out.csv"];
        Assert.Contains("--dates [when], --date-format '%d.%m.%Y'", DeepOpt.Run(folder.Path, munge).Errors, StringComparison.Ordinal);
        var (code, _, errors) = DeepOpt.Run(folder.Path, [.. munge, "--dates", "when", "--date-format", "%d.%m.%Y"]);
        Assert.True(code == 0, errors);
        Assert.Equal(6, File.ReadAllLines(folder.In("out.csv")).Count(line => line.StartsWith("2024-0", StringComparison.Ordinal)));
    }

    [Fact]
    public void WrongOptionsAreAllSaidAtOnceAndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("table.csv"), Table);
        var (code, _, errors) = DeepOpt.Run(
            folder.Path,
            "munge",
            "table.csv",
            "--copies",
            "0",
            "--swap",
            "1.5",
            "--variance",
            "0",
            "--gaps",
            "medain",
            "--out",
            "table.csv"
        );
        Assert.Equal(2, code);
        foreach (var option in new[] { "--copies", "--swap", "--variance", "--gaps", "--out" })
            Assert.Contains($"{option}: found", errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'median'?", errors, StringComparison.Ordinal);
        Assert.Equal(Table, File.ReadAllText(folder.In("table.csv")));
    }
}
