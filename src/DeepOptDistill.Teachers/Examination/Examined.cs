using DeepOptDistill.Core;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>What an examination found.</summary>
/// <param name="Images">Labelled images of known classes that were answered; 0 where there were too few to tell anything.</param>
/// <param name="Accuracy"> Share of them whose largest logit is the label's, or whose labels are all told correctly; of values R²; NaN
/// where there were too few.
/// </param>
/// <param name="Findings">Everything that is wrong; empty where nothing is.</param>
public sealed record Examined(int Images, double Accuracy, IReadOnlyList<Finding> Findings)
{
    /// <summary>What was asked.</summary>
    public TaskKind Task { get; init; }

    /// <summary>Each finding in a line, with what was asked.</summary>
    /// <param name="split">Of which split the samples are.</param>
    public IEnumerable<string> Told(string split) =>
        Findings.Select(finding => $"{finding} It was asked {Noun.Counted(Images, $"{split} sample")}.");
}
