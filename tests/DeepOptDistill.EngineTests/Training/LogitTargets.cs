using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Two teachers' stores whose logits are known functions of the sample.</summary>
internal sealed class LogitTargets : IDisposable
{
    private readonly TargetStore[] stores;

    private LogitTargets(TargetStore[] stores) => this.stores = stores;

    public SoftTargetSource Source => new(stores, new Mixture(new MeanProbabilities()));

    public static LogitTargets Of(TemporaryFolder folder, SampleSet images) =>
        new([
            .. new[] { 0, 1 }.Select(teacher =>
            {
                var store = TargetStore.Open(
                    folder.In("targets"),
                    new StoreKey(images.Hash, $"teacher {teacher}", new Seed(1), ""),
                    images.Count,
                    1,
                    10
                );
                foreach (var part in store.Missing)
                    store.WritePart(
                        part,
                        [
                            .. Enumerable
                                .Range(part.First, part.Rows)
                                .SelectMany(sample => Enumerable.Range(0, 10).Select(label => Logit(teacher, sample, label))),
                        ]
                    );
                return store;
            }),
        ]);

    public static float[] MeanOf(int sample) =>
        [.. Enumerable.Range(0, 10).Select(label => (Logit(0, sample, label) / 2) + (Logit(1, sample, label) / 2))];

    public float[] Row(int sample)
    {
        var row = new float[10];
        Source.MeanLogits(0, sample, row);
        return row;
    }

    public void Dispose()
    {
        foreach (var store in stores)
            store.Dispose();
    }

    private static float Logit(int teacher, int sample, int label) => (sample % 10 == label ? 3 + teacher : -label / 4f) + (teacher * 0.5f);
}
