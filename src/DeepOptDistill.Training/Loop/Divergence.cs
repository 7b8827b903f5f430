using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>A loss or a weight that is no longer finite ends a run, before a checkpoint can hold it.</summary>
internal static class Divergence
{
    /// <summary>The loss.</summary>
    /// <exception cref="RunFailedException">It is not finite.</exception>
    public static float Check(float loss, Stage stage, long number, double rate, IReadOnlyList<(string Name, double Value)> terms) =>
        float.IsFinite(loss)
            ? loss
            : throw new RunFailedException(
                new Problem(
                    $"stage '{stage.Name}', step {number}",
                    $"a loss that is not finite ({string.Join(", ", terms.Select(term => Text($"{term.Name} {term.Value}")))}) "
                        + Text($"at rate {rate:0.######}"),
                    "finite values",
                    "Lower the rate, lengthen the warm-up, or add batch norm; the last checkpoint is from before this step."
                )
            );

    /// <summary>Looks at weights before they are saved: a finite loss may have had gradients that are not.</summary>
    /// <exception cref="RunFailedException">One is not finite.</exception>
    public static void Check(IEnumerable<Network> networks, string stage, long number)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, value) in networks.SelectMany(network => network.Parameters))
        {
            if (value.detach().sum().isfinite().item<bool>() || value.detach().isfinite().all().item<bool>())
                continue;
            throw new RunFailedException(
                new Problem(
                    $"stage '{stage}', behind step {number}",
                    $"weights '{name}' that are not finite behind a finite loss",
                    "finite values",
                    "Lower the rate, set 'clip_norm', or take a loss whose gradient is bounded; the last checkpoint is from "
                        + "before this step."
                )
            );
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
