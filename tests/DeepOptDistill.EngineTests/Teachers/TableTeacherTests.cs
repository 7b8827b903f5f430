using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// Teachers of tables that scikit-learn trained (scripts/reference/table_teachers.py): whatever they take, they answer as scikit-learn
/// does.
/// </summary>
public sealed class TableTeacherTests
{
    private static readonly string Folder = Repository.In("tests", "DeepOptDistill.EngineTests", "Teachers", "Tables");
    private static readonly SampleSet Rows = new TableDataset
    {
        Train = "rows.csv",
        Test = "rows.csv",
        Label = "bought",
        Validation = 0,
    }
        .Load(new DataFolder(Folder), new Seed(1))
        .Train;
    private static readonly Dictionary<string, double[]> Expected = JsonSerializer.Deserialize<Dictionary<string, double[]>>(
        File.ReadAllText(Path.Combine(Folder, "answers.json"))
    )!;

    [Theory]
    [InlineData("columns-1")]
    [InlineData("columns-2")]
    [InlineData("codes")]
    [InlineData("one-logit")]
    [InlineData("one-probability")]
    [InlineData("one-number")]
    public void AnswersAsScikitLearnDoes(string name)
    {
        // Of two questions that a sigmoid answers each by itself, the softmax over their logits is not the pair of probabilities.
        var chances = Chances(new TeacherSpec { Name = name, Model = $"{name}.onnx" });
        for (var i = 0; i < Rows.Count; i++)
            Assert.Equal(
                name.StartsWith("columns", StringComparison.Ordinal) ? Sharpened(Expected[name][i]) : Expected[name][i],
                chances[i],
                2e-5
            );
    }

    [Fact]
    public void RowsAreStandardizedWhereTheDescriptionSaysSo()
    {
        var (mean, deviation) = Moments();
        var chances = Chances(
            new TeacherSpec
            {
                Name = "s",
                Model = "standardized.onnx",
                Input = new() { Mean = mean, Deviation = deviation },
            }
        );
        Assert.All(chances.Zip(Expected["standardized"]), pair => Assert.Equal(pair.Second, pair.First, 2e-4));
    }

    [Fact]
    public void RowsThatAreNotStandardizedAreNamedWithTheRepair()
    {
        var examined = TeacherExamination.Of(new TeacherSpec { Name = "s", Model = "standardized.onnx" }, Folder, Rows);
        var finding = Assert.Single(examined.Findings);
        Assert.Equal(Fault.WrongNormalization, finding.Fault);
        Assert.Contains("each number's mean and deviation", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("mean: [", finding.ToString(), StringComparison.Ordinal);
        Assert.Empty(TeacherExamination.Of(new TeacherSpec { Name = "c", Model = "codes.onnx" }, Folder, Rows).Findings);
    }

    [Fact]
    public void TheNumberMayBeForEitherClass()
    {
        var plain = Chances(new TeacherSpec { Name = "l", Model = "one-logit.onnx" });
        var turned = Chances(
            new TeacherSpec
            {
                Name = "l",
                Model = "one-logit.onnx",
                Output = new() { Classes = ["no"] },
            }
        );
        Assert.All(plain.Zip(turned), pair => Assert.Equal(1, pair.First + pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(
        "size,item weight,shade,bought\n1,2,red,no\n3,4,blue,yes\n",
        "columns-2",
        "input 'colour'; expected a column of the table: size, item weight, shade"
    )]
    [InlineData(
        "size,item weight,colour,bought\n1,2,3,no\n3,4,5,yes\n",
        "columns-2",
        "input 'colour' of text; expected numbers, as column 'colour' holds. Call the column nominal"
    )]
    [InlineData("size,colour,bought\n1,red,no\n3,blue,yes\n3,green,yes\n", "codes", "input 'X' of shape")]
    public void ATableThatDoesNotFitIsRefused(string text, string model, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("t.csv"), text);
        var set = new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In("t.csv"),
            Label = "bought",
            Validation = 0,
        }
            .Load(new DataFolder(folder.Path), new Seed(1))
            .Train;
        var error = Assert.Throws<InputException>(() =>
            Teacher.Open(new TeacherSpec { Name = "t", Model = $"{model}.onnx" }, Folder, set.Shape, set.Classes, 1)
        );
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Marks of gaps stand behind the columns of the file; a teacher that has no input for them is not shown them.</summary>
    [Fact]
    public void ColumnsAreFoundByNameBesideMarksOfGaps()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("gaps.csv"), "size,colour,item weight,bought\n8,red,2,no\n?,blue,NA,yes\n11,green,6,no\n");
        File.WriteAllText(folder.In("whole.csv"), "size,colour,item weight,bought\n8,red,2,no\n9.5,blue,4,yes\n11,green,6,no\n");
        var spec = new TableDataset
        {
            Train = folder.In("gaps.csv"),
            Test = folder.In("gaps.csv"),
            Label = "bought",
            Validation = 0,
            Gaps = GapRule.Indicator,
        };
        var filled = spec.Load(new DataFolder(folder.Path), new Seed(1)).Train;
        var whole = (spec with { Train = folder.In("whole.csv"), Test = folder.In("whole.csv"), Gaps = GapRule.Refuse })
            .Load(new DataFolder(folder.Path), new Seed(1))
            .Train;
        Assert.Equal((7, 5), (filled.Shape.Size, whole.Shape.Size));
        Assert.Equal(
            Logits(new TeacherSpec { Name = "c", Model = "columns-2.onnx" }, whole),
            Logits(new TeacherSpec { Name = "c", Model = "columns-2.onnx" }, filled)
        );
    }

    [Fact]
    public void SizeAndLatencyOfPipelinesAreMeasured()
    {
        Assert.True(ModelMeasure.Of(Path.Combine(Folder, "columns-2.onnx"), Rows.Shape).Parameters > 10);
        Assert.True(Latency.MedianMs(Path.Combine(Folder, "columns-2.onnx"), Rows.Shape) > 0);
    }

    private static double Sharpened(double chance) => chance * chance / ((chance * chance) + ((1 - chance) * (1 - chance)));

    private static double[] Chances(TeacherSpec spec)
    {
        var logits = Logits(spec, Rows);
        return [.. Enumerable.Range(0, Rows.Count).Select(i => 1 / (1 + Math.Exp(logits[2 * i] - logits[(2 * i) + 1])))];
    }

    private static float[] Logits(TeacherSpec spec, SampleSet rows)
    {
        using var teacher = Teacher.Open(spec, Folder, rows.Shape, rows.Classes, threads: 1);
        Assert.All(teacher.Knows, Assert.True);
        var logits = new float[rows.Count * 2];
        teacher.Answer(rows, rows.Count, logits);
        return logits;
    }

    private static (double[] Mean, double[] Deviation) Moments()
    {
        var rows = Enumerable
            .Range(0, Rows.Count)
            .Select(i => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Rows.Image(i)).ToArray())
            .ToList();
        double[] mean = [.. Enumerable.Range(0, 5).Select(c => rows.Average(row => (double)row[c]))];
        return (mean, [.. Enumerable.Range(0, 5).Select(c => Math.Sqrt(rows.Average(row => Math.Pow(row[c] - mean[c], 2))))]);
    }
}
