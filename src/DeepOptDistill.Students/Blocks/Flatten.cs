using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Maps as one vector, channel by channel: C×H×W → C·H·W features.</summary>
[Kind("flatten", "maps as one vector: C×H×W → C·H·W")]
public sealed record Flatten : Block
{
    internal override string Write(Site place, string input, LayerWriter writer) => writer.Node("Flatten", [input], ("axis", 1L));
}
