using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Measures generations or peers together on the test set: the mean of their probabilities or values, seed by seed.</summary>
/// <remarks>BANE, f̂ᵏ(x) = Σ f(x, θᵢ) / k over k generations: Furlanello et al. 2018, section 3.2.</remarks>
internal sealed class KinMeasuring(SampleSet test)
{
    private readonly List<(Kin Place, ModelRecord Record, IReadOnlyList<float[]> Answers)> members = [];

    /// <summary>Takes a member in.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="record">What was measured of it.</param>
    /// <param name="answers">Its logits on the test set, for each seed.</param>
    public void Add(Kin place, ModelRecord record, IReadOnlyList<float[]> answers) => members.Add((place, record, answers));

    /// <summary>The record; null without members.</summary>
    public KinRecord? Record => members.Count == 0 ? null : Of([.. members.OrderBy(member => member.Place.Number)]);

    private KinRecord Of(IReadOnlyList<(Kin Place, ModelRecord Record, IReadOnlyList<float[]> Answers)> ordered)
    {
        List<ModelRecord> records = [.. ordered.Select(member => member.Record with { Name = member.Place.Name })];
        var (blank, mixture) = (
            Together.Ensemble($"ensemble of {records.Count}", records),
            new Mixture(new MeanProbabilities()) { Task = test.Task }
        );
        var graded = Enumerable
            .Range(0, ordered[0].Answers.Count)
            .Select(seed => Grading.Of(blank, mixture, [.. ordered.Select(member => member.Answers[seed])], test))
            .ToList();
        return new KinRecord(ordered[0].Place.Relation, records, Grading.Mean(graded, test.Count));
    }
}
