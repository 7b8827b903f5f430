using DeepOptDistill.Operators;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>
/// All passes over a graph that is trained: what training computes otherwise than inference, and what is faster in one go.
/// </summary>
internal static class TrainingPasses
{
    /// <summary>The steps of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="graph">Its graph in the engine.</param>
    public static IEnumerable<TrainingStep> Of(LayerGraph layer, GraphNetwork graph)
    {
        var read = new ReadGraph(layer.Model.Proto.Graph, layer.Watched);
        TrainingStep[] all =
        [
            .. NormStep.Of(layer, graph, read),
            .. DropoutStep.Of(layer, read),
            .. MaxoutStep.Of(read),
            .. GroupNormStep.Of(read),
            .. GateStep.Of(read),
            .. FakeQuantStep.Of(read),
        ];
        return all.Where(step => !step.Substitute.Nodes.SkipLast(1).Any(node => layer.Watched.Contains(node.Output[0])));
    }
}
