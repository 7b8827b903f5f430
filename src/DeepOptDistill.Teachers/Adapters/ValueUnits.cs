using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Teachers.Descriptions;

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
            if (numbers.Count == 0)
                continue;
            if (task != TaskKind.Values)
                yield return new(
                    $"{where}, output.{name}",
                    $"a {name} of answers that are no values",
                    "none",
                    "Leave it out: logits and probabilities have no unit."
                );
            else if (numbers.Count != values)
                yield return new($"{where}, output.{name}", Noun.Counted(numbers.Count, "number"), $"{values}, one a value");
            else if (numbers.Any(n => !double.IsFinite(n) || (name == "scale" && n == 0)))
                yield return new(
                    $"{where}, output.{name}",
                    $"{string.Join(", ", numbers.Select(n => FormattableString.Invariant($"{n}")))}",
                    name == "scale" ? "finite numbers, none of them 0" : "finite numbers"
                );
        }
    }

    /// <summary>Whether nothing is to be done.</summary>
    public static bool AreData(TeacherOutput said) => said.Scale.Count == 0 && said.Shift.Count == 0;

    /// <summary>What decides an answer, for hashes.</summary>
    public static ReadOnlySpan<byte> Bytes(TeacherOutput said) =>
        MemoryMarshal.AsBytes(((double[])[said.Scale.Count, .. said.Scale, .. said.Shift]).AsSpan());

    /// <summary>
    /// Writes rows of values in the data's units, less what the data's own values are relative to: in float64, rounded once.
    /// </summary>
    /// <param name="said">What teacher.yaml says.</param>
    /// <param name="origins">What values are relative to; null for nothing.</param>
    /// <param name="answers">The network's numbers.</param>
    /// <param name="targets">The value that each number of a row is for.</param>
    /// <param name="values">Receives as many.</param>
    public static void Write(
        TeacherOutput said,
        ValueOrigins? origins,
        ReadOnlySpan<double> answers,
        IReadOnlyList<int?> targets,
        Span<float> values
    )
    {
        for (var i = 0; i < answers.Length; i++)
        {
            var d = targets[i % targets.Count] ?? 0;
            var value = ((said.Scale.Count > 0 ? said.Scale[d] : 1) * answers[i]) + (said.Shift.Count > 0 ? said.Shift[d] : 0);
            values[i] = (float)(value - (origins?.Numbers[d] ?? 0));
        }
    }
}
