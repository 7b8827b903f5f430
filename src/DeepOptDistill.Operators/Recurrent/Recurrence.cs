using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Recurrent;

/// <summary>A cell that runs along time, forwards, backwards or both; its weights stand as gates × numbers.</summary>
public abstract record Recurrence : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (sides, size) = (call.Text("direction", "forward") == "bidirectional" ? 2 : 1, call[2][^1]);
        var (first, second, isBatchFirst) = (call.X[0], call.X[1], call.Int("layout", 0) != 0);
        long[] state = isBatchFirst ? [first, sides, size] : [sides, second, size];
        long[] all = isBatchFirst ? [first, second, sides, size] : [first, sides, second, size];
        return [all, .. Enumerable.Repeat(state, States)];
    }

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2, 3);

    internal override long? Macs(NodeShapes node) => Work(node);

    /// <summary>Multiply-accumulates for T steps of N sequences: T·N·(|W| + |R|); peepholes, gates and states are elementwise.</summary>
    internal static long Work(NodeShapes node) => node.Input(0)[0] * node.Input(0)[1] * (node.InputSize(1) + node.InputSize(2));

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call.Has("clip"))
            throw new NotSupportedException($"{call.Node.OpType} with clip");
        var direction = call.Text("direction", "forward");
        var sides = direction == "bidirectional" ? 2 : 1;
        var runs = Enumerable.Range(0, sides).Select(side => Along(call, side, side == 1 || direction == "reverse")).ToList();
        var behind = IsBatchFirst(call) ? 1 : 0;
        var states = runs[0].States.Select((_, i) => stack([.. runs.Select(run => run.States[i])], behind));
        // Time × directions × batch × numbers, or batch first, then time.
        var all = stack([.. runs.Select(run => run.All)], 1);
        return [IsBatchFirst(call) ? all.permute(2, 0, 1, 3) : all, .. states];
    }

    private static bool IsBatchFirst(NodeCall call) => call.Int("layout", 0) != 0;

    /// <summary>Number of states that a step hands on: h alone, or h and c.</summary>
    private protected abstract int States { get; }

    /// <summary>Where the inputs with the first states stand.</summary>
    private protected const int FirstState = 5;

    /// <summary>One step.</summary>
    /// <param name="x">The numbers of the step: batch × inputs.</param>
    /// <param name="states">The states before it.</param>
    /// <param name="weights">The weights of one direction.</param>
    private protected abstract Tensor[] Step(Tensor x, Tensor[] states, CellWeights weights);

    private (Tensor All, Tensor[] States) Along(NodeCall call, int side, bool isReverse)
    {
        var (x, weights) = (IsBatchFirst(call) ? call.X.transpose(0, 1) : call.X, CellWeights.Of(call, side));
        var (steps, batch, size) = (x.shape[0], x.shape[1], weights.R.shape[1]);
        var lengths = call.Find(4) is null ? null : call[4].to_type(ScalarType.Int64).reshape(-1, 1);
        Tensor[] states =
        [
            .. Enumerable
                .Range(0, States)
                .Select(state =>
                    call.Find(FirstState + state)?.select(IsBatchFirst(call) ? 1 : 0, side) ?? zeros([batch, size], dtype: x.dtype)
                ),
        ];
        var all = new Tensor[steps];
        for (var i = 0L; i < steps; i++)
        {
            var t = isReverse ? steps - 1 - i : i;
            var after = Step(x.select(0, t), states, weights);
            // A sequence that is over keeps its states and answers zeros.
            var isOn = lengths?.gt(t);
            states = isOn is null ? after : [.. after.Select((state, k) => where(isOn, state, states[k]))];
            all[t] = isOn is null ? after[0] : where(isOn, after[0], zeros_like(after[0]));
        }
        return (stack(all, 0), states);
    }
}
