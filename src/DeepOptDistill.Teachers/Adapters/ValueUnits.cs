using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Turns the values of a regression into the data's units: scale · answer + shift.</summary>
internal static class ValueUnits
{
    /// <summary>Problems of a description's scale and shift.</summary>
    /// <param name="said">What teacher.yaml says.</param>
    /// <param name="values">Values of an answer.</param>
    /// <param name="task">What the answers are of.</param>
    /// <param name="where">The teacher in problems.</param>
    public static IEnumerable<Problem> Check(TeacherOutput said, int values, TaskKind task, string where)
    {
        foreach (var (name, numbers) in (IEnumerable<(string, IReadOnlyList<double>)>)[("scale", said.Scale), ("shift", said.Shift)])
        {
            if (numbers.Count == 0) continue;
            if (task != TaskKind.Values) yield return new($"{where}, output.{name}", $"a {name} of answers that are no values", "none", "Leave it out: logits and probabilities have no unit.");
            else if (numbers.Count != values) yield return new($"{where}, output.{name}", $"{numbers.Count} numbers", $"{values}, one a value");
            else if (numbers.Any(n => !double.IsFinite(n) || (name == "scale" && n == 0))) yield return new($"{where}, output.{name}", $"{string.Join(", ", numbers.Select(n => FormattableString.Invariant($"{n}")))}", name == "scale" ? "finite numbers, none of them 0" : "finite numbers");
        }
    }

    /// <summary>Whether nothing is to be done.</summary>
    public static bool AreData(TeacherOutput said) => said.Scale.Count == 0 && said.Shift.Count == 0;

    /// <summary>What decides an answer, for hashes.</summary>
    public static ReadOnlySpan<byte> Bytes(TeacherOutput said) => MemoryMarshal.AsBytes(((double[])[said.Scale.Count, .. said.Scale, .. said.Shift]).AsSpan());

    /// <summary>Turns rows of values, in the data's order, into its units.</summary>
    public static void Apply(TeacherOutput said, Span<float> values, int width)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var d = i % width;
            values[i] = (float)((said.Scale.Count > 0 ? said.Scale[d] : 1) * values[i] + (said.Shift.Count > 0 ? said.Shift[d] : 0));
        }
    }
}
