using System.Globalization;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Gaps that are filled otherwise here than where a network learned: its answers to such rows are others.</summary>
internal static class OtherFillings
{
    private const int Shown = 4;

    /// <summary>A sentence about them; null where all are alike, or the file does not tell.</summary>
    /// <param name="name">The network.</param>
    /// <param name="file">Its file.</param>
    /// <param name="asked">What it is asked.</param>
    public static string? Note(string name, string file, SampleShape asked)
    {
        if (asked.Columns is not { } columns || FeatureNames.GapsOf(OnnxModel.Read(file)) is not { } learned)
            return null;
        // Another column is another input, which is told elsewhere.
        var known = learned.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var filled = columns
            .Held.Where(column => column.Filled + column.FilledInTest > 0)
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        var changed = columns.Fillings.Except(learned, StringComparer.Ordinal);
        List<string> other = [.. changed.Where(filling => known.Contains(NameOf(filling)) && filled.Contains(NameOf(filling)))];
        if (other.Count == 0)
            return null;
        var names = other.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var own = learned.Where(filling => names.Contains(NameOf(filling)));
        var rest = other.Count > Shown ? ", …" : "";
        string Some(IEnumerable<string> fillings) => string.Join(", ", fillings.Take(Shown).Select(Short)) + rest;
        return $"{name} learned with gaps filled in by {Some(own)}, and here they are filled in by {Some(other)}, the medians of other "
            + "rows: its answers to rows with gaps may be others. To fill them as then, load them together with those that it "
            + "learned from: "
            + "'train' the rows that it learned from, 'test' the new ones.";
    }

    /// <summary>Six digits of a number are enough to tell it from another.</summary>
    private static string Short(string filling)
    {
        var number = double.Parse(filling[(filling.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{NameOf(filling)}={number:G6}");
    }

    private static string NameOf(string filling) => filling[..filling.LastIndexOf('=')];
}
