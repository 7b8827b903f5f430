using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Lets every teacher answer every view of every training image, part by part, into its target store.</summary>
/// <param name="teachers">The teachers.</param>
/// <param name="images">What they are asked.</param>
/// <param name="folder">Folder of all stores.</param>
/// <param name="options">Threads, progress and warnings.</param>
/// <param name="task">What progress calls it.</param>
internal sealed class Labeller(
    IReadOnlyList<CheckedTeacher> teachers,
    RenderedImages images,
    string folder,
    RunOptions options,
    string task = "label"
)
{
    private readonly Lock gate = new();
    private long done;

    /// <summary>
    /// Fills what is missing and gives the complete stores in the teachers' order; teachers that are the same network share one.
    /// </summary>
    public IReadOnlyList<TargetStore> Run(CancellationToken cancel)
    {
        List<CheckedTeacher> distinct = [.. teachers.DistinctBy(teacher => teacher.Key)];
        var stores = new Dictionary<string, TargetStore>(StringComparer.Ordinal);
        try
        {
            // All runs in one order: of two that need the same stores none waits for one that waits for it.
            foreach (var teacher in distinct.OrderBy(teacher => teacher.Key, StringComparer.Ordinal))
                stores.Add(teacher.Key, Open(teacher, cancel));
            done = stores.Values.Sum(store => Total(store) - store.Missing.Sum(part => (long)part.Rows));
            foreach (var teacher in distinct)
            {
                var store = stores[teacher.Key];
                if (!store.Complete)
                    Fill(teacher, store, stores.Values.Sum(Total), cancel);
                store.Share();
            }
            return [.. teachers.Select(teacher => stores[teacher.Key])];
        }
        catch
        {
            foreach (var store in stores.Values)
                store.Dispose();
            throw;
        }
    }

    private TargetStore Open(CheckedTeacher teacher, CancellationToken cancel)
    {
        var set = images.Set;
        var store = TargetStore.Open(
            folder,
            images.KeyOf(teacher.Key),
            set.Count,
            images.Views,
            set.Classes.Count,
            top: images.Top,
            wait: new StoreWait(options.Warn, cancel)
        );
        foreach (var warning in store.Warnings)
            options.Warn?.Invoke(warning);
        return store;
    }

    private void Fill(CheckedTeacher from, TargetStore store, long total, CancellationToken cancel)
    {
        var set = images.Set;
        using var teacher = Teacher.Open(from.Spec, from.Folder, set.Shape, set.Classes.Count, threads: 1, set.Task);
        using var hands = new Hands<Teacher>(teacher, teacher.Beside, options.Cores);
        var filling = new PartFilling(set.Classes.Count, teacher.Block, (part, answers) => store.WriteLogits(part, answers.Span));
        filling.Run(
            store.Missing,
            hands.Over(
                images,
                teacher.Block,
                (own, block, pixels, answers) =>
                {
                    own.Answer(pixels, block.Rows, answers.Span, block.First);
                    UnknownClasses.Mark(answers.Span, from.Knows);
                    Report(block, total, from.Spec.Name);
                }
            ),
            cancel
        );
    }

    private void Report(PartRange block, long total, string teacher)
    {
        lock (gate)
            options.Progress?.Report(
                new Progress(task, done += block.Rows, total, "answers", $"{teacher}, view {block.View + 1}/{images.Views}")
            );
    }

    private static long Total(TargetStore store) => (long)store.Samples * store.Views;
}
