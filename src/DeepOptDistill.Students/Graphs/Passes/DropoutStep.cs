using DeepOptDistill.Core;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Blocks.Fused;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>Dropout whose mask is a pure function of the layer and of the step: passes of one step have one mask.</summary>
internal sealed class DropoutStep : TrainingStep
{
    private const float Usual = 0.5f;

    private readonly double probability;
    private readonly Seed layer;

    private DropoutStep(NodeProto node, double probability, Seed layer)
        : base([node], [node.Input[0]]) => (this.probability, this.layer) = (probability, layer);

    /// <summary>All of a graph whose probability is stored.</summary>
    public static IEnumerable<DropoutStep> Of(LayerGraph layer, ReadGraph graph)
    {
        foreach (var node in graph.Graph.Node.Where(node => node.OpType == "Dropout" && node.Domain is "" or "ai.onnx"))
        {
            if (layer.Masks.TryGetValue(node.Output[0], out var said))
                yield return new(node, said.Probability, said.Seed);
            else if (node.Output.Skip(1).All(name => name.Length == 0) && RatioOf(node, layer.Model, graph) is > 0 and < 1 and var ratio)
                yield return new(node, ratio, layer.Seed.Derive(node.Output[0]));
        }
    }

    /// <summary>Seed of the step's masks, those of other layers included.</summary>
    public Seed Step { get; set; }

    /// <summary>Whether every value is left in, also in training.</summary>
    public bool IsOff { get; set; }

    protected override Tensor Run(IReadOnlyList<Tensor> given)
    {
        if (!IsTraining || IsOff || probability == 0)
            return given[0];
        using var scope = NewDisposeScope();
        return (given[0] * DropoutMask.Like(given[0], probability, Step.Derive((long)layer.Value))).MoveToOuterDisposeScope();
    }

    private static double? RatioOf(NodeProto dropout, OnnxModel model, ReadGraph graph)
    {
        if (model.Opset < 12)
            return Attributes.Float(dropout, "ratio", Usual);
        return dropout.Input.Count < 2 || dropout.Input[1].Length == 0 ? Usual : graph.Number(dropout.Input[1]);
    }
}
