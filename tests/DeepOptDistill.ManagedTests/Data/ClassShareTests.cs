using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Splits;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Classes that a part of the data lacks are named, and data by which nothing can be measured or told apart is refused.</summary>
public sealed class ClassShareTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ClassesWithoutSamplesAreNamedInEachPart()
    {
        var set = Load(string.Concat(Enumerable.Range(0, 10).Select(row => $"{row},c{row}\n")));
        Assert.Equal((7, 1, 2), (set.Train.Count, set.Validation.Count, set.Test.Count));
        Assert.Contains(set.Warnings, warning => warning.StartsWith("No training row of 3 of 10 classes", StringComparison.Ordinal));
        Assert.Contains(set.Warnings, warning => warning.StartsWith("No validation row of 9 of 10 classes", StringComparison.Ordinal));
        Assert.Contains(set.Warnings, warning => warning.StartsWith("No test row of 8 of 10 classes", StringComparison.Ordinal));
        // Whoever only asks the test rows hears of these alone.
        Assert.StartsWith("No test row of 8 of 10 classes", Assert.Single(set.TestWarnings), StringComparison.Ordinal);
    }

    /// <summary>Prices as a label are told so once, not class by class; a hundred numbered kinds with rows enough are told too.</summary>
    [Theory]
    [InlineData(50, false)]
    [InlineData(51, true)]
    public void AmountsAsClassesAreTold(int numbers, bool isTold)
    {
        var set = Load(string.Concat(Enumerable.Range(0, 1000).Select(row => $"{row},{row % numbers}.25\n")));
        Assert.Equal(
            isTold
                ?
                [
                    "The label is one of 51 different numbers. Where these are amounts and no classes, tell them by 'values: [ … ]' in the "
                        + "place of 'label'.",
                ]
                : (string[])[],
            set.TestWarnings
        );
        Assert.Equal(set.TestWarnings, set.Warnings);
    }

    [Fact]
    public void WholeClassesWarnOfNothing() =>
        Assert.Empty(Load(string.Concat(Enumerable.Range(0, 100).Select(row => $"{row},c{row % 2}\n"))).Warnings);

    /// <summary>R² of one row is no number, and a choice by four is chance.</summary>
    [Theory]
    [InlineData(1, true, "")]
    [InlineData(4, false, "The validation split has only 4 rows: what is chosen there is chosen by chance.")]
    [InlineData(5, false, "")]
    public void ValidationSplitsThatDecideNothing(int validation, bool isRefused, string warning)
    {
        File.WriteAllText(folder["t.csv"], "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row},{row * row}\n")));
        var data = new TableDataset
        {
            Train = "t.csv",
            Values = ["y"],
            TestShare = 0.2,
            Validation = validation,
        };
        Dataset Read() => data.Load(new(folder.Path), new Seed(1));
        if (isRefused)
            Assert.Contains("as R² is measured by how they differ", Assert.Throws<InputException>(Read).Message, StringComparison.Ordinal);
        else
            Assert.Equal(warning.Length == 0 ? [] : [warning], Read().Warnings);
    }

    [Theory]
    [InlineData(0.01)]
    public void ATestSplitOfNoRowsIsRefused(double share) =>
        Assert.Contains(
            "found no rows",
            Refusal(string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},c{row % 2}\n")), share),
            StringComparison.Ordinal
        );

    [Fact]
    public void TwoRowsLeaveNoneForTheTest() => Assert.Contains("found no rows", Refusal("1,x\n2,y\n", null), StringComparison.Ordinal);

    [Fact]
    public void AShareThatLeavesNothingToLearnFromIsRefused() =>
        Assert.Contains(
            "table train: found no rows; expected at least one to learn from",
            Refusal(string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},c{row % 2}\n")), 0.999),
            StringComparison.Ordinal
        );

    [Fact]
    public void ClassesThatDifferInBlanksAloneAreRefused() =>
        Assert.Contains(
            "classes 'x' and ' x'",
            Refusal(string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},{(row % 2 == 0 ? "x" : "y")}\n")) + "41, x\n", null),
            StringComparison.Ordinal
        );

    [Fact]
    public void OneClassIsRefused() =>
        Assert.Contains(
            "found the one class 'same'; expected at least two classes. Name another column by 'label'",
            Refusal(string.Concat(Enumerable.Range(0, 40).Select(row => $"{row},same\n")), null),
            StringComparison.Ordinal
        );

    [Fact]
    public void ChanceDecidesWhichOfEqualClassesGivesOneMore()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i / 4)];
        var chosen = Enumerable
            .Range(1, 50)
            .Select(seed => Split.Stratified(labels, 5, new Seed((ulong)seed)).Validation.Select(i => labels[i]).ToList())
            .ToList();
        Assert.All(chosen, classes => Assert.Equal(5, classes.Distinct().Count()));
        // Each of ten classes is among the five in half of fifty seeds: 25 ± 3.5.
        Assert.All(Enumerable.Range(0, 10), label => Assert.InRange(chosen.Count(classes => classes.Contains(label)), 10, 40));
    }

    private string Refusal(string rows, double? share) => Assert.Throws<InputException>(() => Load(rows, share)).Message;

    private Dataset Load(string rows, double? share = null)
    {
        folder.Write("t.csv", Encoding.UTF8.GetBytes("a,k\n" + rows));
        return new TableDataset
        {
            Train = "t.csv",
            Label = "k",
            TestShare = share,
        }.Load(new DataFolder(folder.Path));
    }
}
