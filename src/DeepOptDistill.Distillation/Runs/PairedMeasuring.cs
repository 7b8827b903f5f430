using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Gathers what student, baseline and their reference said of the test samples, and compares them in pairs.</summary>
internal sealed class PairedMeasuring(SampleSet test)
{
    private readonly Dictionary<Role, List<double[]>> qualities = [];

    /// <summary>Takes the answers of one copy of a model in: logits or distributions of classes, probabilities of labels, values.</summary>
    /// <param name="role">The model; the reference under the ensemble's, also where it is a single teacher.</param>
    /// <param name="answers">Samples × classes, labels or values.</param>
    public void Add(Role role, float[] answers)
    {
        if (!qualities.TryGetValue(role, out var copies))
            qualities[role] = copies = [];
        copies.Add(SampleQuality.Of(answers, test));
    }

    /// <summary>Student over baseline, student over reference, baseline over reference, as far as there are such.</summary>
    public IReadOnlyList<PairedComparison> Comparisons =>
        [
            .. from pair in ((Role, Role)[])[(Role.Student, Role.Baseline), (Role.Student, Role.Ensemble), (Role.Baseline, Role.Ensemble)]
            where qualities.ContainsKey(pair.Item1) && qualities.ContainsKey(pair.Item2)
            select Compared(pair.Item1, pair.Item2),
        ];

    /// <summary>How much of the gap is closed; null where one of the three is missing or there is no gap.</summary>
    public GapRecord? Gap =>
        qualities.TryGetValue(Role.Student, out var students)
        && qualities.TryGetValue(Role.Baseline, out var baselines)
        && qualities.TryGetValue(Role.Ensemble, out var reference)
            ? PairedQuality.Gap(students, baselines, reference[0])
            : null;

    private PairedComparison Compared(Role model, Role other)
    {
        var (difference, low, high) = PairedQuality.Difference(qualities[model], qualities[other]);
        // Shares of samples differ by no more than all of them; R² has no lower end.
        var most = test.Task == TaskKind.Values ? double.PositiveInfinity : 1;
        return new(model, other, difference, Math.Max(-most, low), Math.Min(most, high), qualities[model].Count);
    }
}
