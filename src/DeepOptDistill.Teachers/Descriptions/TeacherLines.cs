using System.Globalization;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>The lines of a <c>teacher.yaml</c> that say how a teacher is connected, as a person writes them.</summary>
public static class TeacherLines
{
    private const string Places = "teacher.yaml, or beside its path in the recipe";

    /// <summary>Where a person writes such a line, as a remedy.</summary>
    internal static string Told(string line) => $"Say so in its description ({Places}): {line}.";

    /// <summary>The same of one line or several.</summary>
    internal static string Told(IReadOnlyList<string> lines)
    {
        if (lines.Count == 1)
            return Told(lines[0]);
        var quoted = string.Join("; ", lines.Select(line => $"'{line}'"));
        return $"Say so in its description ({Places}), a line for each: {quoted}.";
    }

    /// <summary>A whole file: the network's name where it is not the usual one, then input and output.</summary>
    public static IReadOnlyList<string> Of(TeacherSpec spec) =>
        [.. spec.Model == new TeacherSpec().Model ? [] : (string[])[$"model: {Quoted(spec.Model)}"], Of(spec.Input), Of(spec.Output)];

    /// <summary><c>input: { layout: nhwc, scale: 1 }</c>: whatever differs from what is taken where nothing is said.</summary>
    public static string Of(TeacherInput input) =>
        Line(
            "input",
            [
                ("name", input.Name is { } name ? Quoted(name) : null),
                ("layout", input.Layout is { } layout ? Spelling.Word(layout.ToString()) : null),
                ("size", input.Size.Count > 0 ? List(input.Size.Select(length => length.ToString(CultureInfo.InvariantCulture))) : null),
                ("channels", input.Channels == ChannelOrder.Rgb ? null : Spelling.Word(input.Channels.ToString())),
                ("invert", input.Invert ? "true" : null),
                ("scale", input.Scale?.ToString(CultureInfo.InvariantCulture)),
                ("mean", Numbers(input.Mean)),
                ("deviation", Numbers(input.Deviation)),
                (
                    "categories",
                    input.Categories.Count > 0
                        ? $"{{ {string.Join(", ", input.Categories.Select(c => $"{Quoted(c.Key)}: {List(c.Value.Select(Quoted))}"))} }}"
                        : null
                ),
                ("unknown_code", input.UnknownCode?.ToString(CultureInfo.InvariantCulture)),
            ]
        );

    /// <summary><c>output: { kind: probabilities, classes: [cat, dog, none] }</c>.</summary>
    public static string Of(TeacherOutput output) =>
        Line(
            "output",
            [
                ("name", output.Name is { } name ? Quoted(name) : null),
                ("kind", output.Kind is { } kind ? Spelling.Word(kind.ToString()) : null),
                ("scale", Numbers(output.Scale)),
                ("shift", Numbers(output.Shift)),
                ("classes", output.Classes.Count > 0 ? List(output.Classes.Select(Quoted)) : null),
            ]
        );

    private static string Line(string key, IEnumerable<(string Key, string? Value)> parts)
    {
        var said = string.Join(", ", parts.Where(p => p.Value is not null).Select(p => $"{p.Key}: {p.Value}"));
        return said.Length == 0 ? $"{key}: {{}}" : $"{key}: {{ {said} }}";
    }

    private static string? Numbers(IReadOnlyList<double> numbers) =>
        numbers.Count == 0 ? null : List(numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    /// <summary>Words as they are; anything that YAML could take for something else in quotes.</summary>
    private static string Quoted(string text) =>
        text.Length > 0
        && char.IsAsciiLetterOrDigit(text[0])
        && text[^1] != ' '
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ' ' or '/' or '.')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
