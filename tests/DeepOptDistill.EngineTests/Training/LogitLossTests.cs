using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Laws of the losses on logits beyond soft targets.</summary>
public class LogitLossTests
{
    private static readonly float[] Student = [1, 2, 3, -1],
        Teacher = [2, .5f, -1, 0];

    public static TheoryData<Loss> All => [new Dkd(), new Dist(), new Dist { Temperature = 4 }, new LogitStandardization()];

    [Theory]
    [MemberData(nameof(All))]
    public void IsZeroWithoutGradientWhereStudentIsTeacher(Loss loss)
    {
        var teacher = LossContractTests.Logits(5);
        var (value, gradient) = LogitCase.Of(loss, teacher, teacher, [0, 1, 2, 3, 1]);
        Assert.Equal(0, value, 1e-5);
        Assert.All(gradient, g => Assert.Equal(0, g, 2e-5));
    }

    /// <summary>The authors' constant would call columns of probabilities about 10⁻⁵ unlike, though both sides are one.</summary>
    [Fact]
    public void DistIsZeroAlsoForColumnsOfSmallProbabilities()
    {
        float[] logits = [0, 1, -12, -11, 1, 0, -11, -12];
        Assert.Equal(0, LogitCase.Of(new Dist(), logits, logits, [0, 1]).Value, 1e-5);
    }

    /// <summary>Logits that are all one have no spread to divide by.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void IsFiniteWhereOneSideSaysNothing(Loss loss)
    {
        float[] flat = [0, 0, 0, 0, 0, 0, 0, 0],
            some = [1, 2, 3, -1, 2, .5f, -1, 0];
        foreach (var (student, teacher) in new[] { (flat, some), (some, flat), (flat, flat) })
        {
            var (value, gradient) = LogitCase.Of(loss, student, teacher, [0, 1]);
            Assert.True(double.IsFinite(value) && gradient.All(float.IsFinite));
        }
    }

    /// <summary>A teacher that is sure beyond float32: nothing is left for the other classes.</summary>
    [Fact]
    public void DecouplingIsFiniteForATeacherWithoutDoubt()
    {
        var (value, gradient) = LogitCase.Of(new Dkd { Temperature = 1 }, Student, [500, 0, 0, 0], [0]);
        Assert.True(double.IsFinite(value) && gradient.All(float.IsFinite));
    }

    [Fact]
    public void DecouplingEqualsTheReferenceVectors()
    {
        Assert.Equal(16 * .0514828305, LogitCase.Of(new Dkd { Beta = 0 }, Student, Teacher, [0]).Value, 5e-6);
        Assert.Equal(16 * .1175764906, LogitCase.Of(new Dkd { Alpha = 0, Beta = 1 }, Student, Teacher, [0]).Value, 5e-6);
        Assert.Equal(15.8735160903, LogitCase.Of(new Dkd(), Student, Teacher, [0]).Value, 3e-5);
    }

    /// <summary>KL = TCKD + (1 − p_t)·NCKD, value and gradient, for every label.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void DecouplingTakesTheDivergenceApart(double temperature)
    {
        var weights = Teacher.Select(v => Math.Exp(v / temperature)).ToArray();
        for (var label = 0; label < 4; label++)
        {
            var whole = LogitCase.Of(new SoftTarget { Temperature = temperature }, Student, Teacher, [label]);
            var (value, gradient) = LogitCase.Of(
                new Dkd
                {
                    Temperature = temperature,
                    Alpha = 1,
                    Beta = 1 - (weights[label] / weights.Sum()),
                },
                Student,
                Teacher,
                [label]
            );
            Assert.Equal(whole.Value, value, 1e-5);
            for (var i = 0; i < 4; i++)
                Assert.Equal(whole.Gradient[i], gradient[i], 1e-5);
        }
    }

    [Fact]
    public void DecouplingCountsNoImageWithoutALabel()
    {
        var (value, gradient) = LogitCase.Of(new Dkd(), [.. Student, 9, 9, -9, 0], [.. Teacher, .. Student], [2, -100]);
        var alone = LogitCase.Of(new Dkd(), Student, Teacher, [2]);
        Assert.Equal(alone.Value, value, 1e-5);
        Assert.Equal([.. alone.Gradient, 0, 0, 0, 0], gradient);
        Assert.Equal(0, LogitCase.Of(new Dkd(), Student, Teacher, [-100]).Value);
    }

    [Fact]
    public void DecouplingOfAMixedImageIsSharedBetweenItsLabels()
    {
        double Of(long label) => LogitCase.Of(new Dkd(), Student, Teacher, [label]).Value;
        Assert.Equal((.3 * Of(0)) + (.7 * Of(2)), LogitCase.Of(new Dkd(), Student, Teacher, [0], ([2], [.3f])).Value, 1e-5);
    }

    [Fact]
    public void DecouplingOfTwoClassesIsRefused()
    {
        Assert.Null(new Dkd().Check(3, "loss[0]"));
        Assert.Contains("0 for ever", new Dkd().Check(2, "loss[0]")!.Found, StringComparison.Ordinal);
        Assert.Null(new SoftTarget().Check(2, "loss[0]"));
    }

    /// <summary>A row of probabilities may be shifted and scaled; logits of an image too.</summary>
    [Fact]
    public void StandardizationSeesNoShiftAndNoScale()
    {
        var value = LogitCase.Of(new LogitStandardization(), Student, Teacher, [0]).Value;
        Assert.Equal(.898166709, value, 1e-6);
        Assert.Equal(
            value,
            LogitCase
                .Of(new LogitStandardization(), [.. Student.Select(z => (30 * z) + 100)], [.. Teacher.Select(v => (.1f * v) - 3)], [0])
                .Value,
            1e-5
        );
    }
}
