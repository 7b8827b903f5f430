using System.Globalization;
using DeepOptDistill.Core.Studies;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>The trainings of a study, and the questions that are asked of them.</summary>
internal sealed class Trials(IReadOnlyList<TrialRecord> all)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<TrialRecord> All => all;

    /// <summary>The trials of an arm, by seed.</summary>
    public IReadOnlyList<TrialRecord> Of(string arm) => [.. all.Where(t => t.Arm == arm).OrderBy(t => t.Seed)];

    /// <summary>The step (or second) of each seed at which a figure first held; infinite where it never did.</summary>
    public IReadOnlyList<double> First(string arm, Func<TrialPoint, bool> holds, Func<TrialPoint, double>? at = null) =>
        [.. Of(arm).Select(trial => trial.Points.Where(holds).Select(at ?? (p => p.Step)).DefaultIfEmpty(double.PositiveInfinity).First())];

    /// <summary>A figure at the end of each seed's training; not a number where it broke off.</summary>
    public IReadOnlyList<double> Last(string arm, Func<TrialPoint, double> figure) =>
        [.. Of(arm).Select(trial => trial.Failure is null && trial.Points.Count > 0 ? figure(trial.Points[^1]) : double.NaN)];

    /// <summary>A number taken from each seed's trained network; not a number where its training broke off.</summary>
    public IReadOnlyList<double> Value(string arm, string name) =>
        [.. Of(arm).Select(trial => trial.Values.GetValueOrDefault(name, double.NaN))];

    /// <summary>A line for each arm: the mean over seeds, from the lowest to the highest.</summary>
    public ChartRecord Chart(
        string title,
        string y,
        IEnumerable<string> arms,
        Func<TrialPoint, double> figure,
        bool share = false,
        bool logarithmic = false
    ) => new(title, "steps", y, share, logarithmic, [.. arms.Select(arm => Line(arm, figure)).Where(line => line.Points.Count > 0)]);

    /// <summary><c>97.41 ± 0.08 %</c>: mean and standard deviation over seeds; how many broke off.</summary>
    public static string Percent(IReadOnlyList<double> shares)
    {
        var whole = shares.Where(double.IsFinite).ToList();
        if (whole.Count == 0)
            return "broke off";
        var spread = whole.Count > 1 ? FormattableString.Invariant($" ± {100 * Deviation(whole):0.00}") : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{100 * whole.Average():0.00}{spread} %");
        return whole.Count < shares.Count ? $"{text} ({shares.Count - whole.Count} of {shares.Count} broke off)" : text;
    }

    /// <summary><c>1,200 (900 to 1,500)</c>: median and range over seeds; "never" where a figure was not reached.</summary>
    public static string Steps(IReadOnlyList<double> steps, string format = "#,0")
    {
        var reached = steps.Where(double.IsFinite).Order().ToList();
        if (reached.Count == 0)
            return "never";
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        var range = reached.Count > 1 && reached[0] != reached[^1] ? $" ({Text(reached[0])} to {Text(reached[^1])})" : "";
        return Text(reached[reached.Count / 2])
            + range
            + (reached.Count < steps.Count ? $", {steps.Count - reached.Count} of {steps.Count} never" : "");
    }

    /// <summary>Median over seeds; infinite where most never reached it.</summary>
    public static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary><c>5.2 ×</c>, or that one side has no figure.</summary>
    public static string Ratio(double slow, double fast) =>
        (double.IsFinite(slow), double.IsFinite(fast)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"{slow / fast:0.0} ×"),
            (false, true) => "∞ (the other never got there)",
            (true, false) => "never got there",
            _ => "neither got there",
        };

    private LineRecord Line(string arm, Func<TrialPoint, double> figure) =>
        new(
            arm,
            [
                .. Of(arm)
                    .SelectMany(trial => trial.Points)
                    .Where(p => double.IsFinite(figure(p)))
                    .GroupBy(p => p.Step)
                    .OrderBy(g => g.Key)
                    .Select(g => new LinePoint(g.Key, g.Average(figure), g.Min(figure), g.Max(figure))),
            ]
        );

    private static double Deviation(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
