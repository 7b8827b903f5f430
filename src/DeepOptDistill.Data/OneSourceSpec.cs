using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data;

/// <summary>A data set of somebody's own whose test split is a source of its own, or put aside from the training samples.</summary>
public abstract record OneSourceSpec : DatasetSpec
{
    private const double UsualShare = 0.2;

    /// <summary>Path of the training samples; looked for in the data folder, beside the recipe, then in the working directory.</summary>
    [MinLength(1)]
    public required string Train { get; init; }

    /// <summary>Path of the test samples; null to put a share of the training samples aside.</summary>
    [MinLength(1)]
    public string? Test { get; init; }

    /// <summary>
    /// Share that becomes the test split where there is no path for it: the same samples for every seed, each class its share. 0.2 where
    /// nothing is said.
    /// </summary>
    [Between(0, 1, LowExcluded = true, HighExcluded = true)]
    public double? TestShare { get; init; }

    /// <summary>Refuses both at once.</summary>
    /// <exception cref="InputException">There are a path and a share.</exception>
    protected void CheckTest()
    {
        if (Test is not null && TestShare is not null)
            throw new InputException(new Problem("dataset", "both 'test' and 'test_share'", "one of them"));
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Problem> CheckValidation()
    {
        foreach (var problem in base.CheckValidation())
            yield return problem;
        if (Validation.IsPlaces && Test is null)
            yield return new Problem(
                "dataset.validation",
                "indices beside a share for the test",
                "training samples that nothing is taken from",
                "Name the test samples by 'test'."
            );
        if (Validation.Samples is not null || Validation.Labels is not null)
            yield return Unnamed("one path, as 'train' is").Problems[0];
    }

    /// <summary>The samples with their share put aside.</summary>
    protected (SampleSet Train, SampleSet Test) Apart(SampleSet samples)
    {
        var split = Apart(samples.Labels);
        return (samples.Select($"{Name} train", split.Train), samples.Select($"{Name} test", split.Validation));
    }

    /// <summary>The places of both: <c>Validation</c> holds those of the test samples.</summary>
    private protected Splits.Split Apart(int[] labels) =>
        Splits.Split.Stratified(labels, (int)Math.Round((TestShare ?? UsualShare) * labels.Length), new Seed(1).Derive("test"));
}
