using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace DeepOptDistill.Data.Similarity;

/// <summary>
/// Ridge regressions from features X to any features Y, with intercept: min ‖Y − X·B‖² + λ‖B‖² over the first samples,
/// judged on the
/// others. λ is the one of 10⁻⁶, 10⁻⁵·⁵, … 10² times the mean eigenvalue of K = X·Xᵀ whose generalized cross-validation
/// error m·‖(I − H)Y‖²
/// / (m − 1 − tr H)² over the m fitted samples is least, H = K(K + λI)⁻¹. Everything is computed from inner products, so the
/// number of
/// features on either side costs nothing.
/// </summary>
/// <remarks>Golub, Heath and Wahba 1979, Technometrics 21(2), for the choice of λ.</remarks>
public sealed class RidgeRegression
{
    private readonly int fitted;
    private readonly double[] eigenvalues;
    private readonly double[] vectors;
    private readonly double[] vectorsTransposed;
    private readonly double[] heldOut;

    /// <summary>Prepares regressions from some features.</summary>
    /// <param name="features">Inner products of X.</param>
    /// <param name="fitted">Samples to fit; the others are held out.</param>
    public RidgeRegression(Gram features, int fitted)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fitted, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fitted, features.Samples);
        this.fitted = fitted;
        var centred = features.CentredOn(fitted);
        var eigen = Matrix<double>.Build.Dense(fitted, fitted, centred.Part(..fitted, ..fitted)).Evd(Symmetricity.Symmetric);
        eigenvalues = [.. eigen.EigenValues.Select(value => Math.Max(0, value.Real))];
        (vectors, vectorsTransposed) = (eigen.EigenVectors.ToRowMajorArray(), eigen.EigenVectors.ToColumnMajorArray());
        heldOut = RowProduct.Of(centred.Part(fitted.., ..fitted), vectorsTransposed, fitted);
    }

    /// <summary>How much of other features of the same samples is explained.</summary>
    public RidgeScore Score(Gram target)
    {
        var centred = target.CentredOn(fitted);
        var products = centred.Part(..fitted, ..fitted);
        var penalty = Choose(Powers(products));
        var total = Spread(centred);
        return new(total > 0 ? 1 - (Error(centred, products, penalty) / total) : 0, penalty);
    }

    /// <summary>‖uᵢᵀY‖² for every eigenvector u of K.</summary>
    private double[] Powers(double[] products)
    {
        var rotated = RowProduct.Of(vectorsTransposed, products, fitted);
        return
        [
            .. Enumerable
                .Range(0, fitted)
                .Select(i => TensorPrimitives.Dot(rotated.AsSpan(i * fitted, fitted), vectorsTransposed.AsSpan(i * fitted, fitted))),
        ];
    }

    private double Choose(double[] powers)
    {
        var mean = eigenvalues.Average();
        if (mean == 0)
            return 1;
        return Enumerable
            .Range(0, 17)
            .Select(step => mean * Math.Pow(10, -6 + (0.5 * step)))
            .MinBy(penalty => CrossValidation(powers, penalty));
    }

    private double CrossValidation(double[] powers, double penalty)
    {
        double residual = 0,
            freedom = fitted - 1;
        for (var i = 0; i < fitted; i++)
        {
            var left = penalty / (eigenvalues[i] + penalty);
            residual += left * left * powers[i];
            freedom -= 1 - left;
        }
        return freedom > 0 ? fitted * residual / (freedom * freedom) : double.PositiveInfinity;
    }

    /// <summary>Σ‖y − A·Y‖² over held-out samples, A = K_held·(K + λI)⁻¹: tr L_held − 2⟨A, L_held,fitted⟩ +
    /// ⟨A·L_fitted, A⟩.</summary>
    private double Error(Gram target, double[] products, double penalty)
    {
        var scaled = new double[heldOut.Length];
        for (var i = 0; i < scaled.Length; i++)
            scaled[i] = heldOut[i] / (eigenvalues[i % fitted] + penalty);
        var weights = RowProduct.Of(scaled, vectors, fitted);
        var cross = TensorPrimitives.Dot<double>(weights, target.Part(fitted.., ..fitted));
        var own = TensorPrimitives.Dot<double>(RowProduct.Of(weights, products, fitted), weights);
        return Trace(target) - (2 * cross) + own;
    }

    /// <summary>Σ‖y − ȳ‖² over held-out samples with their own mean.</summary>
    private double Spread(Gram target)
    {
        var held = target.Part(fitted.., fitted..);
        return Trace(target) - (held.Sum() / (target.Samples - fitted));
    }

    private double Trace(Gram target) =>
        Enumerable.Range(fitted, target.Samples - fitted).Sum(i => target.Values[(i * target.Samples) + i]);
}
