using DeepOptDistill.Core.Plans;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>
/// Networks that are deep and thin: 3×3 convolutions with batch norm and ReLU in blocks, 2×2 max pools between the blocks, the mean of each
/// map, and one linear layer. Channels grow evenly from block to block, as 16, 32, 48 do.
/// </summary>
/// <remarks>
/// Romero et al. 2015, FitNets, arXiv 1412.6550, Table 7; rectifiers and batch norm in place of maxout, the mean in place of a hidden
/// layer.
/// </remarks>
internal sealed record ThinDeep(InputSpec Input, int Classes)
{
    // A pool leaves maps of at least 7: 28 → 14 → 7, 32 → 16 → 8.
    private const int LeastHalved = 14;

    private static readonly int[] AllDepths = [3, 5, 7, 9, 11, 13, 15, 17, 19];

    /// <summary>Blocks: one more than the maps can be halved.</summary>
    public int Blocks
    {
        get
        {
            var blocks = 1;
            for (var side = Math.Min(Input.Shape[1], Input.Shape[2]); side >= LeastHalved; side /= 2)
                blocks++;
            return blocks;
        }
    }

    /// <summary>Numbers of convolutions that give every block at least one.</summary>
    public IReadOnlyList<int> Depths => [.. AllDepths.Where(depth => depth >= Blocks)];

    /// <summary>
    /// Convolutions and channels of each block. Blocks differ by one convolution at most; the later, cheaper ones have it.
    /// </summary>
    /// <param name="depth">Convolutions in all.</param>
    /// <param name="rung">From 1 on; a higher rung is wider in some block or the same, and narrower nowhere.</param>
    /// <param name="grid">Which numbers of channels there are.</param>
    public IReadOnlyList<PlannedBlock> Widths(int depth, int rung, WidthGrid grid) =>
        [
            .. Enumerable
                .Range(1, Blocks)
                .Select(block => new PlannedBlock(
                    (depth / Blocks) + (block > Blocks - (depth % Blocks) ? 1 : 0),
                    grid.Nearest((double)rung * block / (Blocks * Blocks))
                )),
        ];

    /// <summary>The network.</summary>
    public StudentSpec Spec(IReadOnlyList<PlannedBlock> blocks, string name, string summary) =>
        new()
        {
            Name = name,
            Summary = summary,
            Input = Input,
            Layers = [.. Layers(blocks)],
        };

    private IEnumerable<Block> Layers(IReadOnlyList<PlannedBlock> blocks)
    {
        var number = 0;
        foreach (var block in blocks)
        {
            if (number > 0)
                yield return new MaxPool();
            for (var i = 0; i < block.Convolutions; i++)
            {
                number++;
                yield return new Conv
                {
                    Name = FormattableString.Invariant($"conv{number}"),
                    Channels = block.Channels,
                    Padding = 1,
                };
                yield return new BatchNorm();
                yield return new ReLU { Name = FormattableString.Invariant($"block{number}") };
            }
        }
        yield return new GlobalAveragePool();
        yield return new Linear
        {
            Name = "logits",
            Features = Classes,
            Init = new Glorot(),
        };
    }
}
