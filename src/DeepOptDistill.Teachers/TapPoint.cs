using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A tensor inside a network that a hint can read: floating-point, computed from the image, one row a sample, no output of the graph.
/// </summary>
/// <param name="Tensor">Its name in the graph, as the exporter wrote it.</param>
/// <param name="Alias">Its readable name (<see cref="TapAliases"/>): <c>block2</c>.</param>
/// <param name="Op">Operator that computes it.</param>
/// <param name="Sizes">Shape of one sample: channels, height and width of a map, else one number of features.</param>
/// <param name="MacsToHere">Multiply-accumulates for one sample of the truncated graph that computes the tensor.</param>
/// <param name="ParametersToHere">Learned numbers of that graph.</param>
/// <param name="Activation">Non-linearity that it comes from.</param>
public sealed record TapPoint(
    string Tensor,
    string Alias,
    string Op,
    IReadOnlyList<int> Sizes,
    long MacsToHere,
    long ParametersToHere,
    TapActivation Activation
)
{
    /// <summary>Whether it is the non-linearity's output itself, not a pool or a reshape of it.</summary>
    public bool IsNonLinearity { get; init; }

    /// <summary>Whether <see cref="MacsToHere"/> leaves work out that is not counted.</summary>
    public bool IsMacsAtLeast { get; init; }

    /// <summary>Numbers in one sample.</summary>
    public int Count => Sizes.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Whether one sample is a map of channels × height × width.</summary>
    public bool IsMap => Sizes.Count == 3;

    /// <summary>The tap points of a model, in the order of computation. Shapes are measured, by one run on zeros.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">Shape of an image, for a model that leaves dimensions behind the batch free.</param>
    /// <param name="where">The model in problems.</param>
    /// <exception cref="InputException">ONNX Runtime does not run the model on one sample of zeros.</exception>
    public static IReadOnlyList<TapPoint> Of(OnnxModel model, SampleShape? image, string where) =>
        Of(model, MeasuredTensors.Of(model, image, where));

    /// <summary>The tap that a recipe names: by its tensor, else by its alias.</summary>
    /// <param name="taps">The tap points of the model.</param>
    /// <param name="name">Tensor or alias.</param>
    /// <param name="where">Place of the name, for the problem.</param>
    /// <exception cref="InputException">No tap has that name; the remedy is the nearest one.</exception>
    public static TapPoint Find(IReadOnlyList<TapPoint> taps, string name, string where) =>
        taps.FirstOrDefault(t => t.Tensor == name)
        ?? taps.FirstOrDefault(t => t.Alias == name)
        ?? throw new InputException(Unknown(taps, name, where));

    internal static IReadOnlyList<TapPoint> Of(OnnxModel model, MeasuredTensors measured)
    {
        var (batch, below) = (measured.Batch, CostsBelow.Of(model, measured.Shapes));
        var (aliases, activations) = (TapAliases.Of(model), TapActivations.Of(model));
        var taps = Taps.All(model).ToHashSet(StringComparer.Ordinal);
        var outputs = TapActivations.OutputsOf(model);
        return
        [
            .. measured
                .Tensors.Where(t =>
                    taps.Contains(t.Name) && t.ElementType is "float" or "float16" or "double" && t.Shape.Length >= 2 && t.Shape[0] == batch
                )
                .Select(Point),
        ];

        TapPoint Point(MeasuredTensor tensor)
        {
            var cost = below[tensor.Name];
            return new(
                tensor.Name,
                aliases[tensor.Name],
                tensor.Op,
                SizesOf(tensor.Shape),
                cost.Macs / batch,
                cost.Parameters,
                activations[tensor.Name]
            )
            {
                IsNonLinearity = outputs.Contains(tensor.Name),
                IsMacsAtLeast = cost.HasUnknownMacs,
            };
        }
    }

    /// <summary>Shape of one sample of a batch.</summary>
    internal static IReadOnlyList<int> SizesOf(long[] shape) =>
        shape.Length == 4 ? [.. shape.Skip(1).Select(length => checked((int)length))] : [checked((int)NetworkBuffer.RowOf(shape))];

    private static Problem Unknown(IReadOnlyList<TapPoint> taps, string name, string where)
    {
        var nearest = Nearest.Remedy(name, taps.SelectMany(t => new[] { t.Alias, t.Tensor }));
        var blocks = string.Join(", ", taps.Select(t => t.Alias).Where(a => a.StartsWith("block", StringComparison.Ordinal)));
        var known =
            blocks.Length > 0 ? $"Its blocks are {blocks}; 'deepopt inspect' lists every tap." : "'deepopt inspect' lists every tap.";
        return new(where, $"tap '{name}'", "alias or name of a tensor inside the teacher", $"{nearest} {known}".TrimStart());
    }
}
