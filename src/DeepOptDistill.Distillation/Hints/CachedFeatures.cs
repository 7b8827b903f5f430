using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>Features that were stored before the training.</summary>
/// <param name="hints">The taps.</param>
/// <param name="stores">A complete store each.</param>
internal sealed class CachedFeatures(IReadOnlyList<CheckedHint> hints, IReadOnlyList<FeatureStore> stores) : IFeatures, IDisposable
{
    public IReadOnlyList<FeatureTensor> Tensors => [.. hints.Select(hint => hint.Feature)];

    public int Threads => 0;

    public IFeatureSource Open(IReadOnlyList<string> taps) =>
        new Source([.. taps.Select(tap => stores[Tensors.ToList().FindIndex(tensor => tensor.Tap == tap)])]);

    public void Dispose()
    {
        foreach (var store in stores)
            store.Dispose();
    }

    /// <summary>The stores outlive it: they belong to all stages and seeds.</summary>
    private sealed class Source(IReadOnlyList<FeatureStore> stores) : IFeatureSource
    {
        public void Read(int view, ReadOnlySpan<int> samples, IReadOnlyList<Memory<float>> features)
        {
            for (var t = 0; t < stores.Count; t++)
            for (var i = 0; i < samples.Length; i++)
                stores[t].Read(view, samples[i], features[t].Span.Slice(i * stores[t].Columns, stores[t].Columns));
        }

        public void Dispose() { }
    }
}
