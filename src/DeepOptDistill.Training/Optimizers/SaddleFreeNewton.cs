using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// θ ← θ − η·V(|T| + λI)⁻¹Vᵀg: Newton's step with every eigenvalue of the Hessian H taken positive, so that saddles repel.
/// V are k
/// orthonormal Krylov vectors of H from g (Lanczos), T = VᵀHV = QΛQᵀ and |T| = Q|Λ|Qᵀ; with as many vectors as parameters it is
/// −(|H| +
/// λI)⁻¹g. For small networks. Coupled weight decay is part of the objective, so of H and g alike.
/// </summary>
/// <remarks>Dauphin et al. 2014, arXiv 1406.2572, who take 500 vectors and search λ by line.</remarks>
[Kind("saddle-free-newton", "−|H|⁻¹g in a Krylov subspace, for small networks")]
public sealed record SaddleFreeNewton : Optimizer
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 1;

    /// <summary>k, vectors of the subspace; one product with the Hessian each.</summary>
    [Between(1, 500)]
    public int Vectors { get; init; } = 32;

    /// <summary>λ, added to every |eigenvalue|: bounds the step where the objective is flat.</summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public double Damping { get; init; } = 0.01;

    internal override IReadOnlyList<string> Moments => [];

    internal override bool NeedsCurvature => true;

    // 500 vectors of as many floats are half a gigabyte.
    internal override long MostParameters => 250_000;

    internal override void Move(IReadOnlyList<OptimizerGroup> groups, double rate, long step, Curvature? curvature)
    {
        var parameters = groups.SelectMany(g => g.Parameters).ToList();
        var decays = Flat(groups.SelectMany(g => g.Parameters.Select(p => full_like(p, g.Coupled))));
        var gradient = Flat(parameters.Select(p => p.grad!)) + (decays * Flat(parameters));
        var direction = Direction(gradient, v => Flat(curvature!.Times(Like(v, parameters))) + (decays * v));
        var moves = Like(direction, parameters);
        var at = 0;
        foreach (var group in groups)
        foreach (var parameter in group.Parameters)
            parameter.mul_(1 - (rate * group.Rate * group.Decoupled)).add_(moves[at++], alpha: -rate * group.Rate);
    }

    private Tensor Direction(Tensor gradient, Func<Tensor, Tensor> hessian)
    {
        var norm = gradient.norm().ToDouble();
        if (norm == 0)
            return gradient;
        var (basis, matrix) = Krylov.Lanczos(gradient / norm, hessian, Vectors);
        var (values, vectors) = SymmetricEigen.Of(matrix);
        var weights = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        for (var j = 0; j < values.Length; j++)
            weights[i] += vectors[i, j] * vectors[0, j] * norm / (Math.Abs(values[j]) + Damping);
        return tensor(weights, dtype: gradient.dtype).matmul(basis);
    }

    private static Tensor Flat(IEnumerable<Tensor> tensors) => cat([.. tensors.Select(t => t.detach().reshape(-1))]);

    private static List<Tensor> Like(Tensor flat, IReadOnlyList<Tensor> parameters) =>
        [.. flat.split([.. parameters.Select(p => p.numel())]).Zip(parameters, (part, p) => part.reshape(p.shape))];
}
