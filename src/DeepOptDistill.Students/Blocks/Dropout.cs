using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>While training, each value is zero with probability p and scaled by 1 / (1 − p) otherwise; the identity afterwards.</summary>
/// <remarks>Srivastava et al. 2014.</remarks>
[Kind("dropout", "zeros with a probability while training", Version = 2)]
public sealed record Dropout : Block
{
    /// <summary>Probability of a zero.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Probability { get; init; } = 0.5;

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        if (!writer.IsTrained)
            return input;
        writer.Masks[writer.Name] = (writer.Seed, Probability);
        return writer.Node("Dropout", [input, writer.Constant("ratio", [(float)Probability])]);
    }
}
