using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Mean of each window; the border counts as zeros.</summary>
[Kind("average-pool", "mean over windows: kernel, stride, padding")]
public sealed record AveragePool : WindowPool
{
    internal override string Write(Site place, string input, LayerWriter writer) =>
        Window("AveragePool", place, input, writer, ("count_include_pad", 1L));
}
