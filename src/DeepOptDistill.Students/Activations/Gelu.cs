using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = x·Φ(x) with the normal distribution function Φ: the exact form, not the one with tanh.</summary>
/// <remarks>Hendrycks and Gimpel 2016, arXiv 1606.08415.</remarks>
[Kind("gelu", "x·Φ(x), exact")]
public sealed record Gelu : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var erf = writer.Inner(
            "erf",
            "Erf",
            [writer.Inner("scaled", "Mul", [input, writer.Constant("scale", [(float)(1 / Math.Sqrt(2))], 1)])]
        );
        var gate = writer.Inner("gate", "Add", [erf, writer.Constant("one", [1f], 1)]);
        return writer.Node("Mul", [writer.Inner("gated", "Mul", [input, gate]), writer.Constant("half", [0.5f], 1)]);
    }

    // 2/√π·Σ (−1)ⁿ x²ⁿ⁺¹ / (n!·(2n + 1)), which needs at most 60 terms for |x| ≤ 3; beyond that the tail is below 3e-5 and falls as a
    // continued fraction.
    private static double Erf(double x) => Math.Abs(x) > 3 ? Math.Sign(x) * (1 - Tail(Math.Abs(x))) : Series(x);

    private static double Series(double x)
    {
        double sum = x,
            term = x;
        for (var n = 1; n < 80; n++)
            sum += (term *= -x * x / n) / ((2 * n) + 1);
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Tail(double x)
    {
        var fraction = x;
        for (var n = 60; n >= 1; n--)
            fraction = x + (n / 2.0 / fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }
}
