using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>What a fold may see.</summary>
public sealed class CrossFitTests
{
    private const int Count = 10;

    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly SampleShape Shape = new(1, 1, 1);

    /// <summary>The labels of one sample are alike: fitted to one of them, a rule would know the others.</summary>
    [Fact]
    public void AllLabelsOfASampleAreFittedToOrNone()
    {
        // Each label's logit is the number of its sample.
        float[] logits = [.. Enumerable.Range(0, Count * Names.Length).Select(n => (float)(n / Names.Length))];
        List<int[]> fitted = [];
        CrossFit.Chosen(
            fitting =>
            {
                fitted.Add([.. Enumerable.Range(0, fitting.Samples).Select(n => (int)fitting.Row(0, n)[1])]);
                return [0];
            },
            new LabelledAnswers([logits], Labelled())
        );
        Assert.All(fitted, samples => Assert.All(samples.CountBy(sample => sample), count => Assert.Equal(Names.Length, count.Value)));
        Assert.Equal(Enumerable.Range(0, Count), fitted.SelectMany(samples => Enumerable.Range(0, Count).Except(samples)).Order());
    }

    private static SampleSet Labelled() =>
        new(
            "set",
            Shape,
            new HeldBytes<byte>(new byte[Count], Shape.Bytes),
            new Truths(TaskKind.Labels, new float[Count * Names.Length], Names.Length),
            Names
        );
}
