using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The gate between a trained module and its exported file.</summary>
public class ParityGateTests
{
    [Fact]
    public void RoundingPasses() => Assert.Equal(1e-6, Exporter.Compare([10, -3, 2], [10.00001f, -3, 2], 3), 2e-7);

    [Fact]
    public void ALargeDifferenceFails() => Assert.Throws<RunFailedException>(() => Exporter.Compare([10, -3, 2], [10.01f, -3, 2], 3));

    [Fact]
    public void ANotANumberFails() => Assert.Throws<RunFailedException>(() => Exporter.Compare([10, -3, 2], [10, float.NaN, 2], 3));

    [Fact]
    public void AnotherAnswerFailsWhereTheMarginIsWide() => Assert.Throws<RunFailedException>(() => Exporter.Compare([1, 5], [5, 1], 2));

    [Fact]
    public void AnotherAnswerPassesWhereTheMarginIsWithinRounding() => Assert.True(Exporter.Compare([10, 10.0001f], [10.0001f, 10], 2) < 1e-4);
}
