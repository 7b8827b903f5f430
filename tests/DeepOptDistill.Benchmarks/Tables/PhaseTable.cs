using System.Globalization;
using System.Text;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Benchmarks.Tables;

/// <summary>Where the time of our steps goes.</summary>
internal sealed class PhaseTable(IReadOnlyList<Row> rows)
{
    public void Write(StringBuilder text)
    {
        var phases = Enum.GetNames<StepPhase>();
        text.Append("\n| our step | ms |")
            .AppendJoin("", phases.Select(phase => $" {phase.ToLowerInvariant()} |"))
            .Append(" goal |\n|---|--:|")
            .AppendJoin("", phases.Select(_ => "--:|"))
            .Append("---|\n");
        foreach (var subject in rows.GroupBy(row => row.Subject))
        {
            var median = subject.GroupBy(row => row.Side).ToDictionary(side => side.Key, side => Series.Of(side).Median);
            var step = median.Values.Sum();
            var share = median[nameof(StepPhase.Optimizer)] / step;
            text.Append(CultureInfo.InvariantCulture, $"| {subject.Key} | {step:0.0} |")
                .AppendJoin(
                    "",
                    phases.Select(phase => string.Create(CultureInfo.InvariantCulture, $" {100 * median[phase] / step:0.0} % |"))
                )
                .Append(
                    CultureInfo.InvariantCulture,
                    $" optimizer ≤ {100 * Goal.OptimizerShare:0} %: {(share <= Goal.OptimizerShare ? "reached" : "missed")} |\n"
                );
        }
    }
}
