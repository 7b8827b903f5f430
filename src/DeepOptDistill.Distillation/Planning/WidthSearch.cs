using DeepOptDistill.Core.Plans;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>
/// The widest network of a depth within a budget. Cost is counted on the exported file and measured in ONNX Runtime, not estimated.
/// </summary>
/// <param name="family">The networks.</param>
/// <param name="budget">What they may cost, with a limit of parameters and one of MACs.</param>
/// <param name="folder">Where files lie while they are measured.</param>
internal sealed class WidthSearch(ThinDeep family, Budget budget, string folder)
{
    private const int MostChannels = 16384;

    // Fast widths are worth a quarter of the budget.
    private const double WellFilled = 0.75;

    /// <summary>
    /// The widest student of a depth: on fast widths where these fill the budget well, else on finer ones; null where the narrowest costs
    /// too much.
    /// </summary>
    public PlannedStudent? Widest(int depth)
    {
        var fast = Widest(depth, WidthGrid.Fast);
        return fast is not null && Filled(fast) >= WellFilled ? fast : Widest(depth, WidthGrid.Fine) ?? Widest(depth, WidthGrid.Thin);
    }

    /// <summary>The narrowest student of a depth, whatever it costs.</summary>
    public PlannedStudent Narrowest(int depth) => Measured(family.Widths(depth, 1, WidthGrid.Thin));

    private PlannedStudent? Widest(int depth, WidthGrid grid)
    {
        bool IsCountedIn(int rung) => IsWithinCounts(Counted(family.Widths(depth, rung, grid)).Cost);
        var above = 1;
        while (above * grid.Multiple <= MostChannels && IsCountedIn(above))
            above *= 2;
        var rung = Largest(above / 2, above, IsCountedIn);
        if (rung == 0)
            return null;
        var widest = Measured(family.Widths(depth, rung, grid));
        return IsFast(widest) ? widest
            : rung > 1 ? WidestFast(depth, grid, rung)
            : null;
    }

    /// <summary>The widest below a rung that is too slow.</summary>
    private PlannedStudent? WidestFast(int depth, WidthGrid grid, int above)
    {
        var widest = Measured(family.Widths(depth, 1, grid));
        if (!IsFast(widest))
            return null;
        Largest(
            1,
            above,
            rung =>
            {
                var student = Measured(family.Widths(depth, rung, grid));
                if (IsFast(student))
                    widest = student;
                return IsFast(student);
            }
        );
        return widest;
    }

    /// <summary>Share of the limit that is nearest.</summary>
    private double Filled(PlannedStudent student) =>
        Math.Max(
            (double)student.Parameters / budget.Parameters!.Value,
            Math.Max((double)student.Macs / budget.Macs!.Value, student.LatencyMs / budget.LatencyMs ?? 0)
        );

    /// <summary>
    /// Bisection: the largest number from <paramref name="low"/> on, below <paramref name="above"/>, that fits; low itself is taken to fit.
    /// </summary>
    private static int Largest(int low, int above, Func<int, bool> fits)
    {
        while (above - low > 1)
        {
            var middle = low + ((above - low) / 2);
            if (fits(middle))
                low = middle;
            else
                above = middle;
        }
        return low;
    }

    private bool IsWithinCounts(ModelCost cost) => cost.Parameters <= budget.Parameters && cost.Macs <= budget.Macs;

    private bool IsFast(PlannedStudent student) => budget.LatencyMs is not { } most || student.LatencyMs <= most;

    private (OnnxModel Model, ModelCost Cost) Counted(IReadOnlyList<PlannedBlock> blocks)
    {
        using var network = Network.Outline(family.Spec(blocks, "candidate", ""));
        var export = OnnxExport.Of(network);
        return (export.Model, ModelCost.Count(export.Model, export.Shapes.ToDictionary()));
    }

    private PlannedStudent Measured(IReadOnlyList<PlannedBlock> blocks)
    {
        var (model, cost) = Counted(blocks);
        var path = Path.Combine(folder, "candidate.onnx");
        model.Write(path);
        return new PlannedStudent(blocks, cost.Parameters, cost.Macs, Math.Round(Latency.MedianMs(path), 4));
    }
}
