using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Largest value of each window; the border never wins.</summary>
[Kind("max-pool", "maximum over windows: kernel, stride, padding")]
public sealed record MaxPool : WindowPool
{
    /// <summary>
    /// Whether rows and columns that the whole windows leave over at the far border get a window of their own: ⌈…⌉ for ⌊…⌋ in the size, as
    /// in pylearn2.
    /// </summary>
    public bool CeilMode { get; init; }

    private protected override bool Rest => CeilMode;

    internal override string Write(Site place, string input, LayerWriter writer) => Window("MaxPool", place, input, writer);
}
