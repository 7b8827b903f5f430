using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The gate between a trained module and its exported file.</summary>
public class ParityGateTests
{
    // A price around 10⁵ and a ratio around 1.
    private static readonly float[] Values = [100_000, 0.5f, 120_000, 1.5f, 90_000, 1.1f];
    private static readonly float[] Spreads = [12_000, 0.4f];

    [Fact]
    public void RoundingPasses() => Assert.Equal(1e-6, Compare([10, -3, 2], [10.00001f, -3, 2], 3), 2e-7);

    [Fact]
    public void ALargeDifferenceFails() => Assert.Throws<RunFailedException>(() => Compare([10, -3, 2], [10.01f, -3, 2], 3));

    [Fact]
    public void ANotANumberOfTheFileFails() => AssertDefect(() => Compare([10, -3, 2], [10, float.NaN, 2], 3));

    [Fact]
    public void AnInfinityOfTheFileFails() => AssertDefect(() => Compare([10, -3, 2], [10, float.NegativeInfinity, 2], 3));

    [Fact]
    public void AnotherAnswerFailsWhereTheMarginIsWide() => Assert.Throws<RunFailedException>(() => Compare([1, 5], [5, 1], 2));

    [Fact]
    public void AnotherAnswerPassesWhereTheMarginIsWithinRounding() => Assert.True(Compare([10, 10.0001f], [10.0001f, 10], 2) < 1e-4);

    /// <summary>A network that diverged is not called a defect of the export.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ADivergedNetworkIsNamed(float answer)
    {
        var error = Assert.Throws<RunFailedException>(() => Compare([10, answer, 2], [10, answer, 2], 3));
        Assert.Contains("diverged", error.Problem.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("report", error.Problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void EachValueIsHeldToItsOwnSpread()
    {
        Assert.Equal(5e-5, OfValues([100_000, 0.50002f, 120_000, 1.5f, 90_000, 1.1f]), 1e-6);
        AssertDefect(() => OfValues([100_000, -3, 120_000, -3, 90_000, -3]));
        AssertDefect(() => OfValues([100_000, 0.5f, 120_000, 1.5f, 90_000, 1.1002f]));
        AssertDefect(() => OfValues([100_002, 0.5f, 120_000, 1.5f, 90_000, 1.1f]));
    }

    /// <summary>Years around 2010 with a spread of 5.8, all off by a fortieth of it.</summary>
    [Fact]
    public void AMeanThatIsLargeHidesNothing() =>
        AssertDefect(() => new ParityGate("years", TaskKind.Values, 1, [5.8f]).Pass([2004, 2010, 2016], [2004.15f, 2010.15f, 2016.15f]));

    /// <summary>Numbers of 32 bits around 1.7·10⁹ lie 128 apart: one step is their rounding, not the export's fault.</summary>
    [Fact]
    public void RoundingOfLargeValuesPasses() => new ParityGate("seconds", TaskKind.Values, 1, [100_000]).Pass([1.7e9f], [1.7e9f + 128]);

    private static double OfValues(float[] onnx) => new ParityGate("house", TaskKind.Values, 2, Spreads).Pass(Values, onnx);

    private static double Compare(float[] torch, float[] onnx, int classes) =>
        new ParityGate("net", TaskKind.Classes, classes, null).Pass(torch, onnx);

    private static void AssertDefect(Action compare) =>
        Assert.Contains("defect of the export", Assert.Throws<RunFailedException>(compare).Problem.Remedy, StringComparison.Ordinal);
}
