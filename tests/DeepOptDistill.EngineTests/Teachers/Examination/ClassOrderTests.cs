using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>Another order of the classes is found where there is one, and not in what a weak network happens to mix up.</summary>
public class ClassOrderTests
{
    private const int Classes = 40;

    /// <summary>Of forty classes with few questions each, a permutation is found for a good network.</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.75)]
    public void APermutationIsFound(double accuracy)
    {
        var random = new Random(1);
        int[] labels = [.. Enumerable.Range(0, 400).Select(_ => random.Next(Classes))];
        int[] answered = [.. labels.Select(label => (random.NextDouble() < accuracy ? label + 1 : random.Next(Classes)) % Classes)];
        var found = Find(answered, labels);
        Assert.NotNull(found);
        Assert.True(found.Value.Order.Select((label, answer) => (label + 1) % Classes == answer).Count(right => right) > 0.9 * Classes);
    }

    /// <summary>
    /// A network that takes two of eight classes for each other and guesses at the rest: each half of the questions suits an order of its
    /// own, and both suit the same one by chance in less than 2 % of such networks.
    /// </summary>
    [Fact]
    public void WhatHalvesSeeDifferentlyIsNoOrder()
    {
        var found = Enumerable
            .Range(0, 200)
            .Count(seed =>
            {
                var random = new Random(seed);
                int[] labels = [.. Enumerable.Range(0, 120).Select(_ => random.Next(8))];
                int[] answered = [.. labels.Select(label => label < 2 ? 1 - label : 2 + random.Next(6))];
                return Find(answered, labels) is not null;
            });
        Assert.InRange(found, 0, 4);
    }

    private static (int[] Order, Marks Judged)? Find(int[] answered, int[] labels) =>
        ClassExamination.Of(answered, labels, new ClassMap([.. Enumerable.Range(0, Classes).Select(i => (int?)i)], Classes), 1.0 / Classes);
}
