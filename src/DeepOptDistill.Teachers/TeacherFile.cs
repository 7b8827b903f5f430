using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers;

/// <summary>The ONNX file of a teacher, checked against its description.</summary>
internal static class TeacherFile
{
    /// <summary>How problems name a teacher.</summary>
    public static string Where(TeacherSpec spec, string folder) => $"teacher {spec.Name} ({Path.Combine(folder, spec.Model)})";

    /// <summary>
    /// Reads the file as it takes these samples: columns in another order than it learned from are looked up by name. Every problem of
    /// file, hash, weights and normalization goes to the list. Null where it cannot be read.
    /// </summary>
    public static OnnxModel? Read(TeacherSpec spec, string folder, SampleShape shape, List<Problem> problems, bool briefly = false)
    {
        var (path, where) = (Path.Combine(folder, spec.Model), Where(spec, folder));
        problems.AddRange(PixelValue.Check(spec.Input, where));
        try
        {
            var model = briefly ? OnnxModel.Look(path) : OnnxModel.Read(path);
            problems.AddRange(Check(spec, path, model, where));
            return Arranged(model, spec.Input, shape);
        }
        catch (InputException error)
        {
            problems.AddRange(error.Problems);
            return null;
        }
    }

    /// <summary>The input of a model with every problem of it and of its normalization.</summary>
    public static NetworkInput? Input(TeacherSpec spec, OnnxModel model, SampleShape images, string where, List<Problem> problems)
    {
        if (problems.Any(p => p.Where.EndsWith("input.size", StringComparison.Ordinal)))
            return null;
        if (Renamed(model, images, where) is { } renamed)
        {
            problems.Add(renamed);
            return null;
        }
        var input = NetworkInput.Of(spec.Input, model, images, where, problems);
        problems.AddRange(CategoryCheck.Of(spec.Input, images, where));
        var counts = PixelValue.CheckCounts(spec.Input, input?.Shape.Channels ?? images.Channels, where).ToList();
        problems.AddRange(counts);
        if (input is not null && counts.Count == 0)
            problems.AddRange(PixelValue.CheckWhole(spec.Input, input, where));
        return input;
    }

    /// <summary>Numbers that a description says column by column are of the file's order, so nothing is moved then.</summary>
    public static OnnxModel Arranged(OnnxModel model, TeacherInput said, SampleShape shape) =>
        shape.Columns is { } columns && said.Mean.Count < 2 && said.Deviation.Count < 2 ? ColumnOrder.Arrange(model, columns.Names) : model;

    /// <summary>Our own files name the numbers of their rows: other names, or in another order, are other inputs.</summary>
    private static Problem? Renamed(OnnxModel model, SampleShape images, string where)
    {
        if (FeatureNames.Of(model) is not { } learned || images.Columns?.Names is not { } given)
            return null;
        if (learned.SequenceEqual(given, StringComparer.Ordinal))
            return null;
        if (learned.Except(given).ToList() is var lost && given.Except(learned).ToList() is var added && lost.Count + added.Count > 0)
            return new(
                where,
                $"rows {string.Join(" and ", new[] { Differing("that lack", lost), Differing("with", added) }.OfType<string>())}",
                FormattableString.Invariant($"the {learned.Count} numbers of the data that it learned from"),
                Remedy(lost, added, images.Columns!)
            );
        var first = learned.Zip(given).TakeWhile(pair => pair.First == pair.Second).Count();
        return new(
            where,
            $"number {first + 1} of a row named '{given[first]}'",
            $"'{learned[first]}', as in the data that it learned from",
            "Give the data the same columns and words, in the same order; words are in the order of their letters."
        );
    }

    private static string Remedy(List<string> lost, List<string> added, TableColumns columns)
    {
        if (added.Count == columns.Names.Count)
            return "It learned from another table, of which nothing is here: name that one, or give these columns its names.";
        var held = columns.Held.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        // A word of a column is behind '=', and a part of a date behind a point.
        List<string> missing =
        [
            .. lost.Where(name => !held.Any(column => name == column || IsOf(name, column)))
                .Select(name => ColumnOf(name, lost))
                .Distinct(),
        ];
        if (missing.Count > 0)
            return $"Give the data the column{(missing.Count == 1 ? "" : "s")} {string.Join(", ", missing.Select(name => $"'{name}'"))}: "
                + $"it answers no row without {(missing.Count == 1 ? "it" : "them")}.";
        var numbers = columns.Held.Where(column => !column.IsNominal).Select(column => column.Name);
        return lost.Count == 0 && added.TrueForAll(name => numbers.Contains(name))
            ? $"Leave out what it does not know: ignore: [{string.Join(", ", added.Select(name => $"'{name}'"))}]."
            : "Read the table as it was read then: the same 'gaps', 'dates', 'date_parts', 'nominal' and 'ignore'. New rows with "
                + "other words are loaded together with those that it learned from: 'train' the rows that it learned from, 'test' the "
                + "new ones.";
    }

    /// <summary>The column of a number: what stands before the word, or before the part of a date that is lost as well.</summary>
    private static string ColumnOf(string name, List<string> lost) =>
        name.Contains('=', StringComparison.Ordinal) ? name[..name.IndexOf('=', StringComparison.Ordinal)]
        : lost.Find(date => IsOf(name, date)) is { } whole ? whole
        : name;

    private static bool IsOf(string name, string column) =>
        name.StartsWith(column, StringComparison.Ordinal) && name.Length > column.Length && name[column.Length] is ('=' or '.');

    private static string? Differing(string how, List<string> names) =>
        names.Count == 0 ? null : $"{how} {string.Join(", ", names.Take(4).Select(name => $"'{name}'"))}{(names.Count > 4 ? ", …" : "")}";

    /// <summary>
    /// A hash that holds what decides a network's numbers, for the caller to finish: the model with its weights, the value of every pixel,
    /// the layout, and the tensors. What images become before they are normalized is part of it where they do not stay as they are.
    /// </summary>
    public static ContentHash Hash(string format, TeacherSpec spec, OnnxModel model, Connection connection, SampleShape images)
    {
        var input = connection.Input;
        var values = ValuesOf(spec, input);
        var hash = new ContentHash().Add(format);
        foreach (var part in model.Content())
            hash.Add(part.Span);
        hash.Add(MemoryMarshal.AsBytes(values.AsSpan())).Add(Spelling.Word(input.Layout.ToString())).Add(input.Name);
        foreach (var output in connection.Outputs)
            hash.Add(output);
        if (input.Shape != images || spec.Input.Channels != ChannelOrder.Rgb)
            hash.Add("adapted/1").Add(images.ToString()).Add(input.Shape.ToString()).Add(Spelling.Word(spec.Input.Channels.ToString()));
        if (images.Columns is { AnyNominal: true } columns && input.Shape != images)
            foreach (var name in columns.Names)
                hash.Add(name);
        foreach (var column in images.Columns?.All.Where(column => column.Origin != 0) ?? [])
            hash.Add("origin").Add(column.Name).Add(BitConverter.GetBytes(column.Origin));
        if (images.Columns is { } table && input.Shape.Columns is null)
            new WordCodes(spec.Input, table).AddTo(hash);
        return hash;
    }

    /// <summary>What every pixel becomes; of other numbers, what decides it.</summary>
    private static float[] ValuesOf(TeacherSpec spec, NetworkInput input)
    {
        var channels = Enumerable.Range(0, input.Shape.Channels).Select(c => PixelValue.Of(spec.Input, input, c));
        return input.Shape.Numbers == SampleNumbers.Byte
            ? [.. channels.SelectMany(value => Enumerable.Range(0, 256).Select(p => (float)value.At(p)))]
            : [.. channels.SelectMany(value => (float[])[(float)value.Scale, (float)value.Mean, (float)value.Deviation])];
    }

    private static IEnumerable<Problem> Check(TeacherSpec spec, string path, OnnxModel model, string where)
    {
        if (spec.Sha256 is { } expected && ContentHash.OfFile(path) is var found && found != expected)
            yield return new(
                $"{where}, sha256",
                $"a file with SHA-256 {found}",
                expected,
                "Fetch the file again, or correct teacher.yaml if the new file is meant."
            );
        if (Weights.WithNaN(model) is { Count: > 0 } broken)
            yield return new(
                where,
                $"weights that are NaN in {string.Join(", ", broken.Take(3))}{(broken.Count > 3 ? $" and {broken.Count - 3} more" : "")}",
                "numbers",
                "Its training diverged: train or fetch it again."
            );
    }
}
