using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A teacher that knows the validation split by heart is named, one that is merely lucky is not.</summary>
public class FamiliarValidationTests
{
    [Theory]
    [InlineData(500, 1.0, 2000, 0.95, true)]
    [InlineData(500, 0.96, 2000, 0.95, false)]
    [InlineData(40, 1.0, 40, 0.95, false)]
    [InlineData(500, 0.90, 2000, 0.95, false)]
    [InlineData(500, 1.0, 2000, 1.0, false)]
    public void ATeacherIsNamedBeyondChance(int samples, double seen, int test, double fresh, bool isNamed)
    {
        var notes = FamiliarValidation.Notes([Teacher(fresh)], test, Answers(samples, seen)).ToList();
        Assert.Equal(isNamed, notes.Count == 1);
        if (isNamed)
            Assert.Contains("it has learned from the validation split, or", notes[0], StringComparison.Ordinal);
    }

    private static LabelledAnswers Answers(int samples, double right)
    {
        var logits = new float[samples * 3];
        for (var i = 0; i < samples; i++)
        {
            // The third class is one that the teacher does not know.
            (logits[(3 * i) + (i < right * samples ? 0 : 1)], logits[(3 * i) + 2]) = (1, float.NaN);
        }
        return new LabelledAnswers([logits], new int[samples], 3);
    }

    private static ModelRecord Teacher(double accuracy) =>
        new()
        {
            Name = "t",
            Role = Role.Teacher,
            Parameters = 1,
            Macs = 1,
            Bytes = 1,
            LatencyMsMedian = 1,
            Accuracy = accuracy,
            Origin = "",
        };
}
