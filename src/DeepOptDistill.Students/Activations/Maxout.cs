using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>Largest of <c>pieces</c> neighbouring channels: y_c = max over j of x_{c·pieces + j}; C channels become C / pieces.</summary>
/// <remarks>Goodfellow et al. 2013. The layer before it computes the affine pieces.</remarks>
[Kind("maxout", "largest of neighbouring channels: C → C / pieces")]
public sealed record Maxout : Block
{
    /// <summary>Channels that compete.</summary>
    [Between(2, 64)]
    public int Pieces { get; init; } = 2;

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        if (input.Channels % Pieces != 0)
            throw new ShapeException(
                $"{input.Channels} channels for {Pieces} pieces",
                $"a multiple of {Pieces}",
                $"Give the layer before it {(input.Channels / Pieces + 1) * Pieces} channels."
            );
    }

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        long[] apart = [0, place.Input.Channels / Pieces, Pieces, .. place.Input.Sizes.Skip(1).Select(s => (long)s)];
        var pieces = writer.Inner("pieces", "Reshape", [input, writer.Constant("shape", apart)]);
        return writer.Node("ReduceMax", [pieces], ("axes", new long[] { 2 }), ("keepdims", 0L));
    }
}
