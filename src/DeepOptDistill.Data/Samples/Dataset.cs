using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Samples;

/// <summary>A data set with its three disjoint parts.</summary>
/// <param name="Name">The kind that was loaded: <c>fashion-mnist</c>.</param>
/// <param name="Train">What a student learns from.</param>
/// <param name="Validation">What choices are made on; may be empty.</param>
/// <param name="Test">What results are measured on; the official test split.</param>
public sealed record Dataset(string Name, SampleSet Train, SampleSet Validation, SampleSet Test)
{
    /// <summary>What a reader of results must know of how it was divided, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was lost when it was read, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Those of them that matter to whoever only asks the test samples.</summary>
    public IReadOnlyList<string> TestWarnings { get; init; } = [];

    /// <summary>SHA-256 of the content of the three parts.</summary>
    public string Hash => ContentHash.Of(Train.Hash, Validation.Hash, Test.Hash);

    /// <summary>Shape of every image.</summary>
    public SampleShape Shape => Train.Shape;

    /// <summary>What is asked about a sample.</summary>
    public TaskKind Task => Train.Task;

    /// <summary>Names of the classes in the order of their indices; of the labels or values of a task that has these.</summary>
    public IReadOnlyList<string> Classes => Train.Classes;
}
