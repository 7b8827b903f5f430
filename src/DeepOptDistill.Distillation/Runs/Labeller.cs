using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Lets every teacher answer every view of every training image, part by part, into its target store.</summary>
internal sealed class Labeller(CheckedRecipe recipe, Workplace workplace, RunOptions options)
{
    private long done;

    /// <summary>Fills what is missing and gives the complete stores in the teachers' order.</summary>
    public IReadOnlyList<TargetStore> Run(CancellationToken cancel)
    {
        var stores = new List<TargetStore>();
        try
        {
            foreach (var teacher in recipe.Teachers) stores.Add(Open(teacher));
            done = stores.Sum(store => Total(store) - store.Missing.Sum(part => (long)part.Rows));
            for (var i = 0; i < stores.Count; i++)
            {
                if (!stores[i].Complete) Fill(recipe.Teachers[i], stores[i], stores.Sum(Total), cancel);
                stores[i].Share();
            }
            return stores;
        }
        catch
        {
            foreach (var store in stores) store.Dispose();
            throw;
        }
    }

    private TargetStore Open(CheckedTeacher teacher)
    {
        var set = recipe.Dataset.Train;
        var store = TargetStore.Open(workplace.Targets, recipe.StoreKey(teacher), set.Count, recipe.Views, set.Classes.Count);
        foreach (var warning in store.Warnings) options.Warn?.Invoke(warning);
        return store;
    }

    /// <summary>A part is written, flushed and hashed while the teacher answers the next one.</summary>
    private void Fill(CheckedTeacher from, TargetStore store, long total, CancellationToken cancel)
    {
        var set = recipe.Dataset.Train;
        using var teacher = Teacher.Open(from.Spec, from.Folder, set.Shape, set.Classes.Count, options.Threads);
        var pixels = new byte[TargetStore.DefaultPartRows * set.Shape.Size];
        float[][] logits = [new float[TargetStore.DefaultPartRows * set.Classes.Count], new float[TargetStore.DefaultPartRows * set.Classes.Count]];
        var writing = Task.CompletedTask;
        try
        {
            foreach (var part in store.Missing)
            {
                cancel.ThrowIfCancellationRequested();
                Render(set, part, pixels);
                var answers = logits[0];
                teacher.Answer(pixels.AsSpan(0, part.Rows * set.Shape.Size), part.Rows, answers, part.First);
                writing.GetAwaiter().GetResult();
                writing = Task.Run(() => store.WritePart(part, answers.AsSpan(0, part.Rows * set.Classes.Count)), CancellationToken.None);
                (logits[0], logits[1]) = (logits[1], logits[0]);
                done += part.Rows;
                options.Progress?.Report(new Progress("label", done, total, "images", $"{from.Spec.Name}, view {part.View + 1}/{recipe.Views}"));
            }
        }
        finally
        {
            writing.GetAwaiter().GetResult();
        }
    }

    private void Render(ImageSet set, PartRange part, byte[] pixels)
    {
        for (var i = 0; i < part.Rows; i++)
            Views.Render(set, part.First + i, part.View, recipe.ViewSeed, recipe.Recipe.Augmentations, pixels.AsSpan(i * set.Shape.Size, set.Shape.Size));
    }

    private static long Total(TargetStore store) => (long)store.Samples * store.Views;
}
