using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

public class LikeliestRepairTests
{
    private const int Temperatures = 13;
    private static readonly bool[] Right = [.. Enumerable.Range(0, 40).Select(i => i != 1)];
    private static readonly bool[] NearRight = [.. Enumerable.Range(0, 40).Select(i => i is not (1 or 3))];

    [Fact(DisplayName = "Of repairs that differ by chance alone, the one under which the labels are likeliest is given")]
    public void OfRepairsThatDifferByChanceAlone()
    {
        var found = RepairSearch.Likeliest([Of("data's", Right, 0.9), Of("near", NearRight, 0.5)]);
        Assert.Equal("near", found!.Evidence);
    }

    [Fact(DisplayName = "One that makes clearly more answers right is given, however likely the labels are under another")]
    public void OneThatMakesMoreAnswersRight()
    {
        bool[] poor = [.. Right.Select((right, i) => right && i % 2 == 0)];
        Assert.Equal("data's", RepairSearch.Likeliest([Of("data's", Right, 0.9), Of("near", poor, 0.5)])!.Evidence);
    }

    [Fact(DisplayName = "Of no repairs there is none")]
    public void OfNoneThereIsNone() => Assert.Null(RepairSearch.Likeliest([]));

    [Fact(DisplayName = "A repair that these samples do not tell from the best is named beside it")]
    public void ANearRepairIsNamed()
    {
        var uneven = Of("data's", Right, 0.55, spread: 2);
        var found = RepairSearch.Likeliest([uneven, Of("near", NearRight, 0.5), Of("far", Right, 0.9)]);
        Assert.Equal("near; with data's it may be as good: these samples do not tell", found!.Evidence);
    }

    [Fact(DisplayName = "The same repair in other words is not named")]
    public void TheSameInOtherWords() =>
        Assert.Equal("near", RepairSearch.Likeliest([Of("near", NearRight, 0.5), Of("same", NearRight, 0.5)])!.Evidence);

    [Fact(DisplayName = "A repair of another kind, of which no likelihood is known, is not called as good")]
    public void ARepairWithoutLikelihoodIsNotNamed()
    {
        var order = Of("order", Right, 0.5) with { Surprises = null, Means = "" };
        Assert.Equal("near", RepairSearch.Likeliest([Of("near", NearRight, 0.5), order])!.Evidence);
    }

    /// <summary>A repair under which every answer is as unlikely, but for so much to either side.</summary>
    private static Repair Of(string name, bool[] right, double surprise, double spread = 0)
    {
        var marks = new Marks(right);
        double[][] each = [.. right.Select((_, i) => Enumerable.Repeat(surprise + (i % 4 < 2 ? spread : -spread), Temperatures).ToArray())];
        return new([Fault.WrongNormalization], name, null, null, marks, marks.Accuracy) { Surprises = new(each), Means = $"with {name}" };
    }
}
