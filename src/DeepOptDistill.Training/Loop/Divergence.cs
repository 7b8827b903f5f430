using System.Globalization;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Loop;

/// <summary>A loss that is no longer finite ends a run.</summary>
internal static class Divergence
{
    /// <summary>The loss.</summary>
    /// <exception cref="RunFailedException">It is not finite.</exception>
    public static float Check(float loss, Stage stage, long number, double rate, IReadOnlyList<(string Name, double Value)> terms) => float.IsFinite(loss) ? loss : throw new RunFailedException(new Problem(
        $"stage '{stage.Name}', step {number}",
        $"a loss that is not finite ({string.Join(", ", terms.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Name} {t.Value}")))}) at rate {rate.ToString("0.######", CultureInfo.InvariantCulture)}",
        "finite values",
        "Lower the rate, lengthen the warm-up, or add batch norm; the last checkpoint is from before this step."));
}
