using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Norms;

/// <summary>
/// y = γ·(x − μ) / √(σ² + ε) + β with μ and σ² over groups of channels of one sample, and γ, β by channel. Nothing depends on the batch:
/// training and inference are the same.
/// </summary>
public abstract record SampleNorm : Norm
{
    /// <summary>ε, added to the variance.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Groups that channels are divided into.</summary>
    private protected abstract int Parts { get; }

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var grouped = writer.Inner("grouped", "Reshape", [input, writer.Constant("groups", [0, Parts, -1])]);
        var centred = writer.Inner("centred", "Sub", [grouped, Mean("mean", grouped, writer)]);
        var variance = Mean("variance", writer.Inner("squared", "Mul", [centred, centred]), writer);
        var deviation = writer.Inner(
            "deviation",
            "Sqrt",
            [writer.Inner("guarded", "Add", [variance, writer.Constant("epsilon", [(float)Epsilon], 1)])]
        );
        var normalized = writer.Inner("normalized", "Div", [centred, deviation]);
        var whole = writer.Inner(
            "whole",
            "Reshape",
            [normalized, writer.Constant("shape", [0, .. place.Input.Sizes.Select(s => (long)s)])]
        );
        var channels = place.Input.Channels;
        long[] shape = place.Input.IsMap ? [channels, 1, 1] : [channels];
        var scale = writer.Parameter("weight", "weight", shape, [channels], () => [.. Enumerable.Repeat(1f, channels)]);
        var scaled = writer.Inner("scaled", "Mul", [whole, scale]);
        return writer.Node("Add", [scaled, writer.Parameter("bias", "bias", shape, [channels])]);
    }

    private static string Mean(string part, string input, LayerWriter writer) =>
        writer.Inner(part, "ReduceMean", [input], ("axes", new long[] { 2 }), ("keepdims", 1L));
}
