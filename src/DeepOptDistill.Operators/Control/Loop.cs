using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Control;

/// <summary>a body so often, or as long as it says.</summary>
[Kind("Loop", "a body so often, or as long as it says")]
public sealed record Loop : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (most, body) = (call.Number(0), call.Body("body"));
        var isOn = call.Number(1) is not { } start || start != 0;
        var states = Enumerable.Range(2, Math.Max(0, call.Count - 2)).Select(i => call[i]).ToList();
        var scans = new List<List<Tensor>>();
        for (var i = 0L; isOn && (most is null || i < most); i++)
        {
            using var step = tensor(i, dtype: ScalarType.Int64);
            using var on = tensor(true);
            var after = call.Scope.Run(body, [step, on, .. states]);
            isOn = after[0].FirstNumber() != 0;
            states = [.. after.Skip(1).Take(states.Count)];
            var seen = after.Skip(1 + states.Count).ToList();
            if (scans.Count == 0)
                scans.AddRange(seen.Select(_ => new List<Tensor>()));
            for (var k = 0; k < seen.Count; k++)
                scans[k].Add(seen[k]);
        }
        if (scans.Count == 0 && body.Output.Count > 1 + states.Count)
            throw new NotSupportedException("Loop that collects and never runs");
        return [.. states, .. scans.Select(scan => stack([.. scan], 0))];
    }
}
