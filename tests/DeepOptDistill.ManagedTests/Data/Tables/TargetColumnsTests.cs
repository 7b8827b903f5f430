using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>Columns of labels and values: told, and no features.</summary>
public sealed class TargetColumnsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ValuesAreToldInTheOrderThatIsSaid()
    {
        var data = Load(
            new TableDataset
            {
                Train = Write("a.csv", "x,price,rent\n1,10,5\n2,20,6\n"),
                Test = Write("b.csv", "rent,x,price\n7,3,30\n8,4,40\n"),
                Values = ["rent", "price"],
                Validation = 0,
            }
        );
        Assert.Equal((TaskKind.Values, "x"), (data.Task, string.Join(' ', data.Shape.Columns!.Names)));
        Assert.Equal(["rent", "price"], data.Classes);
        Assert.Equal([5, 10, 6, 20], data.Train.Truths!.Numbers);
        Assert.Equal([7, 30, 8, 40], data.Test.Truths!.Numbers);
    }

    /// <summary>One value that never differs beside one that does has a dash for its R²; alone there is nothing to learn.</summary>
    [Fact]
    public void ValuesThatNeverDifferAreRefused()
    {
        var file = Write("a.csv", "x,price,tax\n1,10,5\n2,20,5\n3,30,5\n4,15,5\n");
        var table = new TableDataset
        {
            Train = file,
            Test = file,
            Values = ["price", "tax"],
            Validation = 0,
        };
        Assert.Equal(2, Load(table).Classes.Count);
        var error = Assert.Throws<InputException>(() => Load(table with { Values = ["tax"] }));
        Assert.Contains("the same number of 'tax' in all 4 rows; expected values that differ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsMayBeWordsAndTestRowsPutAside()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{i},{(i % 2 == 0 ? "yes" : "no")},{i % 3 / 2}"));
        var data = Load(
            new TableDataset
            {
                Train = Write("a.csv", $"x,damp,mould\n{rows}\n"),
                Labels = ["damp", "mould"],
                TestShare = 0.25,
                Validation = 5,
            }
        );
        Assert.Equal((TaskKind.Labels, 10, 5, 5), (data.Task, data.Train.Count, data.Validation.Count, data.Test.Count));
        foreach (var set in (SampleSet[])[data.Train, data.Validation, data.Test])
            for (var i = 0; i < set.Count; i++)
            {
                var x = BitConverter.ToSingle(set.Image(i));
                Assert.Equal([x % 2 == 0 ? 1 : 0, x % 3 == 2 ? 1 : 0], set.Truths!.Row(i).ToArray());
            }
    }

    [Fact]
    public void GapsOfWhatIsToldAreNeverFilled()
    {
        var spec = new TableDataset
        {
            Train = Write("a.csv", "x,price\n1,10\n,20\n3,\n"),
            Test = "a.csv",
            Values = ["price"],
            Gaps = GapRule.Median,
        };
        var error = Assert.Throws<InputException>(() => Load(spec));
        Assert.Contains("column 'price'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("median", error.Message, StringComparison.Ordinal);
        var filled = Load(spec with { Train = Write("c.csv", "x,price\n1,10\n,20\n3,30\n"), Test = "c.csv", Validation = 0 });
        Assert.Equal(2, BitConverter.ToSingle(filled.Train.Image(1)));
        Assert.Equal([10, 20, 30], filled.Train.Truths!.Numbers);
    }

    [Theory]
    [InlineData("x,a\n1,2\n2,1\n", "0 or 1 for each label")]
    [InlineData("x,a\n1,perhaps\n2,no\n", "'perhaps'")]
    [InlineData("x,b\n1,0\n2,1\n", "column 'a'")]
    [InlineData("a\n0\n1\n", "no column beside 'a'")]
    public void WrongLabelsAreRefused(string text, string expected)
    {
        var spec = new TableDataset
        {
            Train = Write("a.csv", text),
            Test = "a.csv",
            Labels = ["a"],
            Validation = 0,
        };
        Assert.Contains(expected, Assert.Throws<InputException>(() => Load(spec)).Message, StringComparison.Ordinal);
    }

    private Dataset Load(TableDataset spec) => spec.Load(new DataFolder(folder.Path), new Seed(1));

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder.Path, name), text);
        return name;
    }
}
