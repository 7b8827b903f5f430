using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Size and work of a network.</summary>
/// <param name="Parameters">Learned numbers: weights, biases, norm statistics and slopes, floating-point or quantized; each tensor once.</param>
/// <param name="Macs">Multiply-accumulates for one sample.</param>
/// <param name="Nodes">The same by node, in the order of the file.</param>
public sealed record ModelCost(long Parameters, long Macs, IReadOnlyList<NodeCost> Nodes)
{
    /// <summary>
    /// Counts a model. Multiply-accumulates, with |Y| the elements of the output and bias additions left out:
    /// Conv |Y|·(C/g)·∏k, ConvTranspose |X|·(M/g)·∏k, Gemm and MatMul |Y|·K; their quantized forms alike; linear classifiers their
    /// coefficients, support vector machines their vectors' numbers and coefficients; every other operator 0: trees compare, they multiply nothing.
    /// Bodies of If, Loop and Scan count with their parameters only.
    /// DeformConv counts as Conv, its offsets' interpolation left out; Attention (|Q| + |Y|)·S for S keys.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="shapes">Shape of every input and computed tensor for one sample (batch 1).</param>
    /// <exception cref="ArgumentException">A shape that is needed is missing.</exception>
    public static ModelCost Count(OnnxModel model, IReadOnlyDictionary<string, long[]> shapes) =>
        Count(model.Proto.Graph.Node, new GraphIndex(model.Proto.Graph), shapes);

    /// <summary>Counts the part of a model that computes one tensor: what <see cref="Cut.Below(OnnxModel, string)"/> leaves.</summary>
    /// <inheritdoc cref="Count(OnnxModel, IReadOnlyDictionary{string, long[]})"/>
    public static ModelCost Below(OnnxModel model, string tensor, IReadOnlyDictionary<string, long[]> shapes)
    {
        var index = new GraphIndex(model.Proto.Graph);
        var needed = index.Needed([tensor]);
        return Count(model.Proto.Graph.Node.Where(n => n.Output.Any(needed.Contains)), index, shapes);
    }

    private static ModelCost Count(IEnumerable<NodeProto> graphNodes, GraphIndex index, IReadOnlyDictionary<string, long[]> shapes)
    {
        var (parameters, work) = (new ParameterCount(index), new WorkCount(index, shapes));
        var nodes = graphNodes.Select(n => new NodeCost(n.Name, n.OpType, n.Output.FirstOrDefault(o => o.Length > 0) ?? "", parameters.Of(n), work.Of(n))).ToList();
        return new(nodes.Sum(n => n.Parameters), nodes.Sum(n => n.Macs), nodes);
    }
}
