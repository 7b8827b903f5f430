using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Numbers whose spread is small beside their mean, as far as float32 tells them apart.</summary>
public sealed class LargeMeanTests
{
    /// <summary>A mean of 10⁶ deviations: errors of a third of the deviation leave about nine tenths explained.</summary>
    [Fact]
    public void TheExplainedShareDoesNotDependOnTheMean()
    {
        float[] spread = [.. Enumerable.Range(0, 4000).Select(i => (float)(i % 9) - 4)];
        float[] errors = [.. Enumerable.Range(0, 4000).Select(i => (float)(i / 9 % 3) - 1)];
        var near = Score(0);
        var far = Score(2_600_000);
        Assert.InRange(near.Outputs[0].RSquared!.Value, 0.88, 0.92);
        Assert.Equal(near.RSquared, far.RSquared, 1e-9);
        Assert.Equal(near.Outputs[0].RootMeanSquaredError!.Value, far.Outputs[0].RootMeanSquaredError!.Value, 1e-9);

        ValueScore Score(float mean)
        {
            var truths = new Truths(TaskKind.Values, [.. spread.Select(y => y + mean)], 1);
            return ValueScore.Of([.. spread.Zip(errors, (y, e) => y + e + mean)], truths, ["y"]);
        }
    }

    [Fact]
    public void NorDoesItsInterval()
    {
        float[] spread = [.. Enumerable.Range(0, 200).Select(i => (float)(i % 7) - 3)];
        (double Low, double High) Interval(float mean) =>
            ValueScore.Interval95(
                [.. spread.Select((y, i) => y + (i % 2) + mean)],
                new Truths(TaskKind.Values, [.. spread.Select(y => y + mean)], 1)
            );
        var (near, far) = (Interval(0), Interval(4_000_000));
        Assert.Equal(near.Low, far.Low, 1e-9);
        Assert.Equal(near.High, far.High, 1e-9);
        Assert.InRange(far.Low, 0.5, 0.99);
    }

    [Fact]
    public void AConstantHasNoSpread() =>
        Assert.Equal(0, ValueScore.Of([0.1f, 0.1f, 0.3f], new Truths(TaskKind.Values, [0.1f, 0.1f, 0.1f], 1), ["y"]).RSquared);

    /// <summary>Years times a million: 1 / deviation is right to one part in a thousand.</summary>
    [Fact]
    public void StandardizationFindsTheDeviation()
    {
        float[] column = [.. Enumerable.Range(0, 1200).Select(i => 16_000_000f + (i % 3))];
        var set = new SampleSet(
            "s",
            new SampleShape(1, 1, 1) { Numbers = SampleNumbers.Float32 },
            new HeldBytes<float>(column, 1),
            new int[column.Length],
            ["a"]
        );
        var step = (AffineStep)FittedInput.Fit([new Standardize { Epsilon = 0 }], set, (_, value) => (float)value).Steps[0];
        Assert.Equal(Math.Sqrt(1.5), step.Scale[0], 1e-3);
    }
}
