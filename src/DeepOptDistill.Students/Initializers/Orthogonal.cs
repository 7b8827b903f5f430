using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Initializers;

/// <summary>
/// Rows (or columns, where there are fewer) of a random orthogonal matrix times a gain; a convolution's kernel is taken as out × (in·k·k).
/// A linear network of such layers neither shrinks nor stretches its signal, however deep.
/// </summary>
/// <remarks>
/// Saxe et al. 2014, arXiv 1312.6120. Q of a Gaussian matrix, its columns turned so that R's diagonal is positive, which makes Q uniform.
/// </remarks>
[Kind("orthogonal", "random orthogonal matrix times a gain")]
public sealed record Orthogonal : Initializer
{
    /// <summary>Factor; √2 under ReLU keeps the variance as He's weights do.</summary>
    [Between(0, 100, LowExcluded = true)]
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed)
    {
        Engine.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (rows, columns) = (count / fanIn, fanIn);
        var gaussian = tensor(Normal(count, 1, seed), rows, columns).to(ScalarType.Float64);
        var (q, r) = linalg.qr(rows < columns ? gaussian.t() : gaussian);
        var matrix = q * r.diagonal().sign();
        return [.. ((rows < columns ? matrix.t() : matrix) * Gain).to(ScalarType.Float32).contiguous().data<float>()];
    }
}
