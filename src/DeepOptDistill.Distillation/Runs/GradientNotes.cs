using System.Globalization;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What the gradients of a run warn of: terms that have no effect, and tensors that no term moves.</summary>
internal static class GradientNotes
{
    /// <summary>A term whose share never reaches this has no effect.</summary>
    private const double Least = 0.001;

    // A share that a term should have to be worth its place.
    private const double Worthwhile = 0.1;

    /// <summary>One sentence for each finding. Terms of weight 0 are there to be measured and are not named.</summary>
    /// <param name="epochs">All epochs of a run.</param>
    /// <param name="stages">Stages of the student.</param>
    public static IEnumerable<string> Of(IReadOnlyList<EpochRecord> epochs, IReadOnlyList<Stage> stages) =>
        [
            .. stages.SelectMany(stage => OfTerms([.. epochs.Where(e => e.Role == Role.Student && e.Stage == stage.Name)], stage)),
            .. epochs.GroupBy(e => (e.Role, e.Stage)).SelectMany(OfTensors),
        ];

    private static IEnumerable<string> OfTerms(List<EpochRecord> epochs, Stage stage)
    {
        var measured = epochs.Select(e => e.GradientShares).OfType<IReadOnlyDictionary<string, double>>().ToList();
        foreach (var loss in stage.Loss.Where(loss => loss.Weight > 0))
        {
            if (measured.Count == 0 || measured.Max(shares => shares.GetValueOrDefault(loss.Term)) is not (< Least and var share))
                continue;
            yield return share > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Stage '{stage.Name}': the term '{loss.Term}' has no effect: its share of the gradient stayed at or below "
                        + $"{100 * share:0.######} %. Multiply its weight by about {Factor(share):0.#e0} for a tenth of the gradient, "
                        + $"or leave it out."
                )
                : $"Stage '{stage.Name}': the term '{loss.Term}' has no effect: it gave no gradient at all. See what it depends on, or "
                    + "leave it out.";
        }
    }

    private static double Factor(double share) => Worthwhile / (1 - Worthwhile) * (1 - share) / share;

    private static IEnumerable<string> OfTensors(IGrouping<(Role Role, string Stage), EpochRecord> epochs)
    {
        var always = epochs
            .Select(e => e.WithoutGradient ?? [])
            .Aggregate((IEnumerable<string> all, IEnumerable<string> more) => all.Intersect(more))
            .ToList();
        if (always.Count > 0)
            yield return $"{(epochs.Key.Role == Role.Baseline ? "Baseline" : "Student")}, stage '{epochs.Key.Stage}': no term of the "
                + $"loss moves {string.Join(", ", always)}. Look for units behind that are always 0, or take the layer out.";
    }
}
