using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>Stores the hints of truncated teachers before a training.</summary>
/// <param name="hints">The taps.</param>
/// <param name="folder">Folder of all stores.</param>
/// <param name="options">Threads, progress and warnings.</param>
internal sealed class HintLabeller(IReadOnlyList<CheckedHint> hints, string folder, RunOptions options)
{
    /// <summary>Fills what is missing; what was stored stays when it is cancelled between two parts.</summary>
    public CachedFeatures Store(RenderedImages images, CancellationToken cancel)
    {
        var stores = new List<FeatureStore>();
        try
        {
            foreach (var hint in hints)
            {
                using var teacher = TappedTeacher.Open(
                    hint.Teacher.Spec,
                    hint.Teacher.Folder,
                    images.Set.Shape,
                    [hint.Feature.Tensor],
                    threads: 1
                );
                stores.Add(
                    FeatureStore.Open(
                        folder,
                        images.KeyOf(teacher.Key),
                        images.Set.Count,
                        images.Views,
                        hint.Feature.Count,
                        new StoreWait(options.Warn, cancel)
                    )
                );
                foreach (var warning in stores[^1].Warnings)
                    options.Warn?.Invoke(warning);
                if (!stores[^1].Complete)
                    Fill(teacher, hint, images, stores[^1], cancel);
                stores[^1].Share();
            }
            return new CachedFeatures(hints, stores);
        }
        catch
        {
            foreach (var store in stores)
                store.Dispose();
            throw;
        }
    }

    private void Fill(TappedTeacher teacher, CheckedHint hint, RenderedImages images, FeatureStore store, CancellationToken cancel)
    {
        var gate = new Lock();
        var total = (long)images.Set.Count * images.Views;
        var done = total - store.Missing.Sum(part => (long)part.Rows);
        var block = Math.Min(teacher.Block, store.PartRows);
        using var hands = new Hands<TappedTeacher>(teacher, teacher.Beside, options.Cores);
        var filling = new PartFilling(store.Columns, block, (part, features) => store.WritePart(part, features.Span));
        filling.Run(
            store.Missing,
            hands.Over(
                images,
                block,
                (own, range, pixels, features) =>
                {
                    own.Read(pixels, range.Rows, [features]);
                    lock (gate)
                        options.Progress?.Report(new Progress("hints", done += range.Rows, total, "answers", hint.Feature.Tap));
                }
            ),
            cancel
        );
    }
}
