using DeepOptDistill.Data.Targets;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Training.Loop;

/// <summary>Soft targets read from the teachers' stores and mixed as they are read.</summary>
/// <param name="Stores">One complete store per teacher.</param>
/// <param name="Mixture">How their answers become one distribution.</param>
public sealed record SoftTargetSource(IReadOnlyList<TargetStore> Stores, Mixture Mixture)
{
    /// <summary>Names of the teachers in the order of the stores; empty where no term asks for a teacher by its name.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The soft targets of one teacher alone, cooled as in the ensemble; all of it for null.</summary>
    /// <param name="teacher">Its name.</param>
    /// <exception cref="ArgumentException">There is no teacher of that name.</exception>
    public SoftTargetSource Of(string? teacher)
    {
        if (teacher is null)
            return this;
        var at = Names.ToList().IndexOf(teacher);
        if (at < 0)
            throw new ArgumentException($"found teacher '{teacher}'; expected one of {string.Join(", ", Names)}", nameof(teacher));
        return new(
            [Stores[at]],
            Mixture with
            {
                Rule = new MeanProbabilities(),
                Temperatures = Mixture.Temperatures.Count == 0 ? [] : [Mixture.Temperatures[at]],
            }
        );
    }

    /// <summary>Writes the mixed distribution of one view of one sample at one temperature.</summary>
    /// <param name="view">The view.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="temperature">T.</param>
    /// <param name="scratch">Teachers × classes floats.</param>
    /// <param name="probabilities">Receives one probability per class.</param>
    /// <param name="batch">Number of the batch that they are for.</param>
    public void Mix(int view, int sample, double temperature, Span<float> scratch, Span<float> probabilities, long? batch = null)
    {
        for (var t = 0; t < Stores.Count; t++)
            Stores[t].Read(view, sample, scratch.Slice(t * probabilities.Length, probabilities.Length));
        Mixture.Mix(scratch, Stores.Count, temperature, probabilities, batch);
    }

    /// <summary>
    /// Writes the weighted mean of the teachers' logits or values, each cooled by its temperature, for one view of one sample.
    /// </summary>
    public void MeanLogits(int view, int sample, Span<float> logits)
    {
        logits.Clear();
        Span<float> row = Stores.Any(store => store.Top is not null) ? new float[logits.Length] : [];
        var sum = Mixture.Rule.StatedWeights.Sum();
        for (var t = 0; t < Stores.Count; t++)
        {
            var share = (float)(
                (sum > 0 ? Mixture.Rule.StatedWeights[t] / sum : 1.0 / Stores.Count)
                / (Mixture.Temperatures.Count > 0 ? Mixture.Temperatures[t] : 1)
            );
            var answer = Stores[t].Logits(view, sample, row);
            // A teacher of weight 0 has no say, not even by excluding a class.
            if (share > 0)
                for (var c = 0; c < logits.Length; c++)
                    logits[c] += share * answer[c];
        }
    }

    /// <summary>Standard deviation of each class's mean logit over the samples of the first view.</summary>
    public float[] LogitDeviations()
    {
        var (samples, classes) = (Stores[0].Samples, Stores[0].Classes);
        var (sum, squares, row) = (new double[classes], new double[classes], new float[classes]);
        for (var sample = 0; sample < samples; sample++)
        {
            MeanLogits(0, sample, row);
            for (var c = 0; c < classes; c++)
                (sum[c], squares[c]) = (sum[c] + row[c], squares[c] + ((double)row[c] * row[c]));
        }
        return [.. sum.Zip(squares, (s, q) => (float)Math.Sqrt(Math.Max(0, (q / samples) - (s / samples * s / samples))))];
    }
}
