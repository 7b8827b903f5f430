using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Splits;

/// <summary>A table whose label looks like an amount: many different numbers, each of which would be a class.</summary>
public static class AmountClasses
{
    private const int Many = 50;

    /// <summary>What to write in the place of <c>label</c>.</summary>
    public const string Remedy = "Where these are amounts and no classes, tell them by 'values: [ … ]' in the place of 'label'.";

    /// <summary>Whether the classes of some samples look so.</summary>
    public static bool Are(SampleSet samples) =>
        samples.Task == TaskKind.Classes
        && samples.Classes.Count > Many
        && samples.Shape.Columns is not null
        && samples.Classes.All(name => double.TryParse(name, CultureInfo.InvariantCulture, out _));

    /// <summary>A sentence that says so; null where they do not.</summary>
    public static string? Note(SampleSet samples) =>
        Are(samples)
            ? string.Create(CultureInfo.InvariantCulture, $"The label is one of {samples.Classes.Count:#,0} different numbers. {Remedy}")
            : null;
}
