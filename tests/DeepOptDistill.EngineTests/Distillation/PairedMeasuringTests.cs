using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.EngineTests.Students;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Accuracies of the same samples differ by no more than all of them, however few seeds there are.</summary>
public class PairedMeasuringTests
{
    [Fact]
    public void AnIntervalOfSharesEndsAtAllSamples()
    {
        var images = Nets.Images(40, 1);
        float[] Answers(bool areRight) =>
            [.. images.Labels.SelectMany(label => Enumerable.Range(0, 10).Select(c => (c == label) == areRight ? 1f : 0f))];
        var paired = new PairedMeasuring(images);
        foreach (var areRight in new[] { true, false })
        {
            paired.Add(Role.Student, Answers(areRight));
            paired.Add(Role.Baseline, Answers(!areRight));
        }
        var pair = Assert.Single(paired.Comparisons);
        Assert.Equal((-1, 1), (pair.Low, pair.High));
    }
}
