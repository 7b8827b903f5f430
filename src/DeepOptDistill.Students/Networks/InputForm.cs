using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// Fitted preprocessing as tensors and as ONNX nodes: images become vectors, go through the steps, and become what the first layer takes.
/// </summary>
internal sealed class InputForm : IDisposable
{
    private readonly FittedInput fitted;
    private readonly Shape output;
    private readonly List<(FittedStep Step, Tensor[] Values)> steps;

    public InputForm(FittedInput fitted, Shape output)
    {
        (this.fitted, this.output) = (fitted, output);
        using var scope = NewDisposeScope();
        steps = [.. fitted.Steps.Select(step => (step, Values(step).Select(t => t.DetachFromDisposeScope()).ToArray()))];
    }

    /// <summary>Standardized pixels (N × C × H × W) as the first layer takes them; channels-last where it takes maps.</summary>
    public Tensor Apply(Tensor pixels)
    {
        if (steps.Count == 0)
            return output.IsMap ? pixels : pixels.reshape(pixels.shape[0], -1);
        using var _ = no_grad();
        var values = steps.Aggregate(pixels.reshape(pixels.shape[0], -1), (x, step) => Apply(step.Step, step.Values, x));
        if (!output.IsMap)
            return values;
        return values.reshape(-1, output.Channels, output.Height, output.Width).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    /// <summary>Adds the steps to the graph and gives the name of what leaves.</summary>
    public string Export(string image, GraphBuilder graph, Dictionary<string, long[]> shapes)
    {
        if (steps.Count == 0)
            return image;
        var first = 0;
        if (shapes[image].Length > 2 && (fitted.Steps[0] as AffineStep)?.ByChannel((int)shapes[image][1]) is { } channels)
        {
            var shape = shapes[image];
            image = channels.ExportMaps(image, "input.step1", graph);
            shapes[image] = shape;
            if (fitted.Steps.Count == 1 && output.IsMap)
                return image;
            first = 1;
        }
        var values = shapes[image].Length == 2 ? image : graph.Node("Flatten", "input.flat", [image], ("axis", 1L));
        for (var i = first; i < fitted.Steps.Count; i++)
        {
            values = fitted.Steps[i].Export(values, $"input.step{i + 1}", graph);
            shapes[values] = [1, fitted.Steps[i].Outputs];
        }
        if (!output.IsMap)
            return values;
        var map = graph.Node("Reshape", "input.map", [values, graph.Constant("input.shape", [-1, .. output.Sizes.Select(s => (long)s)])]);
        shapes[map] = [1, .. output.Sizes.Select(s => (long)s)];
        return map;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in steps.SelectMany(step => step.Values))
            tensor.Dispose();
    }

    private static Tensor[] Values(FittedStep step) =>
        step switch
        {
            AffineStep affine => [tensor(affine.Shift), tensor(affine.Scale)],
            MatrixStep matrix => [tensor(matrix.Mean), tensor(matrix.Matrix, matrix.Mean.Length, matrix.Columns)],
            _ => [],
        };

    private static Tensor Apply(FittedStep step, Tensor[] values, Tensor x) =>
        step switch
        {
            AffineStep => (x - values[0]) * values[1],
            MatrixStep => (x - values[0]).mm(values[1]),
            ContrastStep contrast => Contrast(contrast, x),
            _ => throw new NotSupportedException($"found {step.GetType().Name}; expected a step that has a tensor form."),
        };

    private static Tensor Contrast(ContrastStep step, Tensor x)
    {
        var centred = step.Centred ? x - x.mean([1], keepdim: true) : x;
        var divisor = ((centred.pow(2).sum(1, keepdim: true) * step.Factor) + step.Bias).sqrt() / step.Scale;
        return centred / where(divisor < ContrastStep.Least, ones_like(divisor), divisor);
    }
}
