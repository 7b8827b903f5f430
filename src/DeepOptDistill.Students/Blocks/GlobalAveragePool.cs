using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Mean of each map: C×H×W → C features.</summary>
/// <remarks>Lin et al. 2013, Network in Network.</remarks>
[Kind("global-average-pool", "mean of each map: C×H×W → C")]
public sealed record GlobalAveragePool : Block
{
    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems) => NeedMap(input);

    internal override string Write(Site place, string input, LayerWriter writer) =>
        writer.Node("Flatten", [writer.Inner("pool", "GlobalAveragePool", [input])], ("axis", 1L));
}
