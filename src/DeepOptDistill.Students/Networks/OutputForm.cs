using DeepOptDistill.Data.Labels;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Export;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// What stands behind the last layer of a regression, as tensors and as ONNX nodes: the layer gives standardized values, y = σ·z + μ has
/// the data's units. So a net learns with the rates
/// of any other, whatever the units are, and its file answers in them.
/// </summary>
internal sealed class OutputForm : IDisposable
{
    private readonly AffineStep step;
    private readonly Tensor shift;
    private readonly Tensor scale;

    public OutputForm(AffineStep step)
    {
        this.step = step;
        using var scope = NewDisposeScope();
        (shift, scale) = (tensor(step.Shift).DetachFromDisposeScope(), tensor(step.Scale).DetachFromDisposeScope());
    }

    /// <summary>σ of each value.</summary>
    public IReadOnlyList<float> Deviations => step.Scale;

    /// <summary>Values of standardized ones, N × values.</summary>
    public Tensor Apply(Tensor standardized) => (standardized - shift) * scale;

    /// <summary>Adds the step to the graph and gives the name of what leaves.</summary>
    public string Export(string standardized, GraphBuilder graph, Dictionary<string, long[]> shapes)
    {
        var values = step.Origins is { } origins
            ? InUnits(standardized, origins, graph)
            : step.Export(standardized, "output.scaled", graph);
        shapes[values] = [1, step.Outputs];
        return values;
    }

    /// <summary>Whether values leave in float64, as float32 would not tell them apart.</summary>
    public bool IsDouble => step.Origins is not null;

    /// <summary>y = σ·z + μ in float64, where μ is so much larger than σ that float32 has no digits left for z.</summary>
    private string InUnits(string standardized, ValueOrigins origins, GraphBuilder graph)
    {
        double[] scales = [.. step.Scale.Select(s => (double)s)];
        double[] shifts = [.. origins.Numbers.Select((origin, d) => origin - ((double)step.Shift[d] * step.Scale[d]))];
        var wide = graph.Node("Cast", "output.wide", [standardized], ("to", (int)TensorProto.Types.DataType.Double));
        var scaled = graph.Node("Mul", "output.scaled", [wide, graph.Constant("output.scale", scales, 1, scales.Length)]);
        return graph.Node("Add", "output.shifted", [scaled, graph.Constant("output.shift", shifts, 1, shifts.Length)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        shift.Dispose();
        scale.Dispose();
    }
}
