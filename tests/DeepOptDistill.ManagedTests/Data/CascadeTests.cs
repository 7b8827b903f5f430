using DeepOptDistill.Data.Ensembles;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>A student that passes on what it is not sure of.</summary>
public sealed class CascadeTests
{
    // Confidences 0.9, 0.8, 0.7, 0.6; right, right, wrong, right. The ensemble is right but for the first.
    private static readonly float[] Student = [0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.3f, 0.4f, 0.6f];
    private static readonly float[] Ensemble = [0.1f, 0.9f, 0.6f, 0.4f, 0.2f, 0.8f, 0.1f, 0.9f];
    private static readonly int[] Labels = [0, 0, 1, 1];

    [Theory]
    [InlineData(1.01, 0, 0.75)]
    [InlineData(0.85, 0.25, 1)]
    [InlineData(0.75, 0.5, 1)]
    [InlineData(0.65, 0.75, 0.75)]
    [InlineData(0, 1, 0.75)]
    public void CountsWhoAnswersAndWhoIsRight(double threshold, double kept, double accuracy) =>
        Assert.Equal((kept, accuracy), new Cascade(Student, Ensemble, Labels).At(threshold));

    /// <summary>A sample as sure as the threshold is kept, and counted as the student answers it.</summary>
    [Fact]
    public void WhoIsAsSureAsTheThresholdIsKept() =>
        Assert.Equal((0.5, 1.0), new Cascade([0.75f, 0.25f, 0.5f, 0.5f], [0.1f, 0.9f, 0.1f, 0.9f], [0, 1]).At(0.75));

    [Fact]
    public void WithoutLossIsTheLowestThresholdThatLosesNothing()
    {
        Assert.Equal(0.6f, new Cascade(Student, Ensemble, Labels).WithoutLoss(), 1e-6);
        // One more error of the student's among those it is least sure of.
        Assert.Equal(0.7f, new Cascade([.. Student.Take(6), 0.6f, 0.4f], Ensemble, Labels).WithoutLoss(), 1e-6);
    }

    [Fact]
    public void AStudentThatOnlyErrsKeepsNothing()
    {
        var threshold = new Cascade([0, 1, 0, 1], [1, 0, 1, 0], [0, 0]).WithoutLoss();
        Assert.Equal((0.0, 1.0), new Cascade([0, 1, 0, 1], [1, 0, 1, 0], [0, 0]).At(threshold));
    }

    [Fact]
    public void EqualConfidencesAreKeptTogether()
    {
        // Both are surest: taken alone, the first would lose nothing.
        var cascade = new Cascade([1, 0, 1, 0], [1, 0, 0, 1], [0, 1]);
        Assert.Equal(0, cascade.At(cascade.WithoutLoss()).Kept);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.75)]
    [InlineData(1)]
    public void AThresholdKeepsTheShareThatItWasAskedFor(double kept)
    {
        var cascade = new Cascade(Student, Ensemble, Labels);
        Assert.Equal(kept, cascade.At(cascade.Threshold(kept)).Kept);
    }
}
