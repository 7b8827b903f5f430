using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// Fully connected layer whose matrix is a product: y = U·(V·x) + b, V rank × inputs, U features × rank. Costs rank·(inputs + features)
/// multiply-accumulates and weights instead of inputs·features.
/// </summary>
/// <remarks>Ba and Caruana 2014, arXiv 1312.6184: the linear bottleneck that makes very wide shallow students trainable.</remarks>
[Kind("low-rank", "fully connected through a linear bottleneck: features, rank")]
public sealed record LowRank : Block
{
    /// <summary>Units that leave.</summary>
    [Between(1, 1 << 20)]
    public required int Features { get; init; }

    /// <summary>Width of the bottleneck.</summary>
    [Between(1, 1 << 20)]
    public required int Rank { get; init; }

    /// <summary>Whether a bias is learned; left out, there is one unless a batch norm follows, which has its own shift.</summary>
    public bool? Bias { get; init; }

    /// <summary>Initial weights, stated for the full matrix: those of the product U·V have its mean and variance.</summary>
    public Initializer Init { get; init; } = new He();

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        var most = Math.Min(NeedFeatures(input).Count, Features);
        if (Rank > most)
            throw new ShapeException(
                $"rank {Rank} of a matrix of {Features} × {input.Count}",
                $"at most {most}",
                "Set 'rank' lower, or use 'linear'."
            );
        if (Init is Orthogonal or Lsuv)
            throw new ShapeException(
                "orthonormal weights of a product",
                "an initializer that draws each weight by itself",
                "Use 'he', 'glorot' or 'lecun'."
            );
    }

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var inputs = place.Input.Count;
        // Var(Σ u·v) = rank·Var(u)·Var(v): v keeps the input's variance in the bottleneck, u has the rest.
        float[] V() =>
            new Lecun().Draw(RowArray.Length(Rank, inputs, "weights of a low-rank layer", Smaller), inputs, Rank, writer.Seed.Derive("v"));
        var inner = writer.Inner("bottleneck", "Gemm", [input, writer.Parameter("v", [Rank, inputs], V)], ("transB", 1L));
        writer.Shapes[inner] = [1, Rank];
        List<string> read = [inner, writer.Parameter("u", [Features, Rank], () => U(place, writer))];
        if (Bias ?? place.Next is not Norms.BatchNorm)
            read.Add(writer.Parameter("bias", [Features]));
        return writer.Node("Gemm", read, ("transB", 1L));
    }

    private float[] U(Site place, LayerWriter writer)
    {
        var inputs = place.Input.Count;
        var stretch = (float)Math.Sqrt((double)inputs / Rank);
        var u = Init.Before(place.Next)
            .Draw(RowArray.Length(Features, Rank, "weights of a low-rank layer", Smaller), inputs, Features, writer.Seed.Derive("u"));
        return [.. u.Select(weight => weight * stretch)];
    }
}
