using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Control;

/// <summary>a body along an axis of its inputs, with states.</summary>
[Kind("Scan", "a body along an axis of its inputs, with states")]
public sealed record Scan : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call.Opset < 9)
            throw new NotSupportedException("Scan of opset 8");
        var (body, scanned) = (call.Body("body"), (int)call.Int("num_scan_inputs", 1));
        var states = Enumerable.Range(0, call.Count - scanned).Select(i => call[i]).ToList();
        var (axes, turns) = (call.Ints("scan_input_axes"), call.Ints("scan_input_directions"));
        var given = Enumerable.Range(0, scanned).Select(i => Laid(call[states.Count + i], axes?[i] ?? 0, turns?[i] ?? 0)).ToList();
        var scans = Enumerable.Range(0, body.Output.Count - states.Count).Select(_ => new List<Tensor>()).ToList();
        for (var t = 0L; t < given[0].shape[0]; t++)
        {
            var after = call.Scope.Run(body, [.. states, .. given.Select(input => input.select(0, t))]);
            states = [.. after.Take(states.Count)];
            for (var k = 0; k < scans.Count; k++)
                scans[k].Add(after[states.Count + k]);
        }
        var (outAxes, outTurns) = (call.Ints("scan_output_axes"), call.Ints("scan_output_directions"));
        return [.. states, .. scans.Select((scan, k) => Joined(scan, outAxes?[k] ?? 0, outTurns?[k] ?? 0))];
    }

    private static Tensor Laid(Tensor x, long axis, long turn)
    {
        var first = x.movedim([NodeCall.Axis(axis, x.dim())], [0]);
        return turn == 0 ? first : first.flip(0);
    }

    private static Tensor Joined(List<Tensor> steps, long axis, long turn)
    {
        if (turn != 0)
            steps.Reverse();
        return stack([.. steps], NodeCall.Axis(axis, steps[0].dim() + 1));
    }
}
