using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>Of repairs that make as many answers right but for chance, the one under which the labels are likeliest is given.</summary>
public class LikeliestRepairTests
{
    [Theory]
    [InlineData(78, 76, "near")]
    [InlineData(78, 40, "data's")]
    public void NearOnesAreToldApartByLikelihood(int right, int nearRight, string expected)
    {
        var found = RepairSearch.Likeliest([Of("data's", right, 0.9), Of("near", nearRight, 0.5)]);
        Assert.Equal(expected, found!.Evidence);
    }

    [Fact]
    public void OfNoneThereIsNone() => Assert.Null(RepairSearch.Likeliest([]));

    private static Repair Of(string evidence, int right, double surprise)
    {
        var marks = new Marks([.. Enumerable.Range(0, 100).Select(i => i < right)]);
        return new([Fault.WrongNormalization], evidence, null, null, marks, marks.Accuracy) { Surprise = surprise };
    }
}
