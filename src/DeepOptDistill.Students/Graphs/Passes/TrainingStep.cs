using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>A function of ours in the place of some nodes of a graph that is trained.</summary>
/// <param name="nodes">The nodes in the graph's order.</param>
/// <param name="inputs">Names of what it takes.</param>
internal abstract class TrainingStep(IReadOnlyList<NodeProto> nodes, IReadOnlyList<string> inputs)
{
    /// <summary>The nodes, and the function.</summary>
    public Substitute Substitute => field ??= new(nodes, inputs, Owned);

    /// <summary>Whether the network is being trained.</summary>
    public bool IsTraining { get; set; }

    /// <summary>What the last node computes.</summary>
    protected abstract Tensor Run(IReadOnlyList<Tensor> given);

    private Tensor Owned(IReadOnlyList<Tensor> given)
    {
        var output = Run(given);
        return given.Any(input => ReferenceEquals(input, output)) ? output.alias() : output;
    }
}
