using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Students.Export;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// What stands behind the last layer of a regression, as tensors and as ONNX nodes: the layer gives standardized values, y = σ·z + μ has the data's units. So a net learns with the rates
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
    public string Export(string standardized, ExportContext context)
    {
        var values = step.Export(standardized, "output.scaled", context.Graph);
        context.Shapes[values] = [1, step.Outputs];
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        shift.Dispose();
        scale.Dispose();
    }
}
