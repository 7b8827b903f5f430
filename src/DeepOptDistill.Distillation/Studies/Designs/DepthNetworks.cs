using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Maxout networks of one budget of multiplications and any depth: 3×3 convolutions in three blocks whose maps are halved between them.
/// </summary>
internal static class DepthNetworks
{
    private const int Pieces = 2;

    /// <summary>The widest network of a depth within the budget; channels grow from block to block as 1 : 2 : 3.</summary>
    /// <param name="data">What it is for.</param>
    /// <param name="depth">Convolutions, at least 3.</param>
    /// <param name="budget">Most multiplications of its convolutions for one image.</param>
    /// <param name="norm">Whether batch norm stands before each maxout.</param>
    public static StudentSpec Of(Dataset data, int depth, long budget, bool norm)
    {
        var width = 1;
        while (Multiplications(data, Widths(depth, width + 1)) <= budget)
            width++;
        return Build(data, Widths(depth, width), depth, norm);
    }

    /// <summary>Name of the layer that a hint guides: the middle one.</summary>
    public static string Guided(int depth) => FormattableString.Invariant($"block{(depth + 1) / 2}");

    /// <summary>Channels of each convolution in turn.</summary>
    public static IReadOnlyList<int> WidthsOf(StudentSpec spec) => [.. spec.Layers.OfType<Conv>().Select(conv => conv.Channels / Pieces)];

    private static List<List<int>> Widths(int depth, int width) =>
        [.. Enumerable.Range(0, 3).Select(block => Enumerable.Repeat(width * (block + 1), ((depth - block - 1) / 3) + 1).ToList())];

    private static long Multiplications(Dataset data, List<List<int>> blocks)
    {
        var shape = data.Train.Shape;
        var (side, channels, sum) = ((long)shape.Height * shape.Width, shape.Channels, 0L);
        foreach (var block in blocks)
        {
            foreach (var width in block)
                (sum, channels) = (sum + (side * 9 * channels * width * Pieces), width);
            side /= 4;
        }
        return sum;
    }

    private static StudentSpec Build(Dataset data, List<List<int>> blocks, int depth, bool norm)
    {
        var layers = new List<Block>();
        foreach (var block in blocks)
        {
            if (layers.Count > 0)
                layers.Add(new MaxPool { Kernel = 2 });
            foreach (var width in block)
                layers.AddRange(Layer(layers.OfType<Conv>().Count() + 1, width, norm));
        }
        return new StudentSpec
        {
            Name = FormattableString.Invariant($"maxout-{depth}{(norm ? "-bn" : "")}"),
            Input = Networks.Input(data, standardized: true),
            Layers = [.. layers, new GlobalAveragePool(), new Linear { Features = data.Classes.Count, Init = new Uniform() }],
        };
    }

    // The paper's initial weights: too small for a deep network without batch norm, of no account with it.
    private static IEnumerable<Block> Layer(int number, int width, bool norm)
    {
        yield return new Conv
        {
            Channels = width * Pieces,
            Padding = 1,
            Init = new Uniform(),
        };
        if (norm)
            yield return new BatchNorm();
        yield return new Maxout { Name = FormattableString.Invariant($"block{number}"), Pieces = Pieces };
    }
}
