using DeepOptDistill.Data.Targets;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Training.Loop;

/// <summary>Soft targets read from the teachers' stores and mixed as they are read.</summary>
/// <param name="Stores">One complete store per teacher.</param>
/// <param name="Mixing">How their answers become one distribution.</param>
public sealed record SoftTargetSource(IReadOnlyList<TargetStore> Stores, MixingRule Mixing)
{
    /// <summary>Writes the mixed distribution of one view of one sample at one temperature.</summary>
    /// <param name="view">The view.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="temperature">T.</param>
    /// <param name="scratch">Teachers × classes floats.</param>
    /// <param name="probabilities">Receives one probability per class.</param>
    public void Mix(int view, int sample, double temperature, Span<float> scratch, Span<float> probabilities)
    {
        for (var t = 0; t < Stores.Count; t++) Stores[t].Row(view, sample).CopyTo(scratch[(t * probabilities.Length)..]);
        Mixing.Mix(scratch, Stores.Count, temperature, probabilities);
    }

    /// <summary>Writes the mean of the teachers' raw logits for one view of one sample.</summary>
    public void MeanLogits(int view, int sample, Span<float> logits)
    {
        logits.Clear();
        foreach (var store in Stores)
        {
            var row = store.Row(view, sample);
            for (var c = 0; c < logits.Length; c++) logits[c] += row[c] / Stores.Count;
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
            for (var c = 0; c < classes; c++) (sum[c], squares[c]) = (sum[c] + row[c], squares[c] + ((double)row[c] * row[c]));
        }
        return [.. sum.Zip(squares, (s, q) => (float)Math.Sqrt(Math.Max(0, (q / samples) - (s / samples * s / samples))))];
    }
}
