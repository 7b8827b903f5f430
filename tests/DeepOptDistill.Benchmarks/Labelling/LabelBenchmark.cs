using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Benchmarks.Labelling;

/// <summary>Labelling by one teacher into its store against the bare runtime at several batch sizes, turn by turn in one process.</summary>
internal static class LabelBenchmark
{
    private static readonly int[] Batches = [128, 32, 64, 256, 512];

    public static IEnumerable<Row> Run(Job job, string teacher, TimeSpan slice, int turns)
    {
        var recipe = (job with { Teachers = [teacher] }).Check("thin-deep-30k");
        var (spec, folder) = (recipe.Teachers[0].Spec, recipe.Teachers[0].Folder);
        var train = recipe.Dataset.Train;
        var model = Path.Combine(folder, spec.Model);
        if (spec.Input.Mean.Count > 0)
            throw new NotSupportedException($"{teacher}: found a mean in teacher.yaml; the bare loop feeds pixel / 255.");
        yield return new Row(
            Measures.Work,
            teacher,
            Measures.Label,
            2.0 * (ModelMeasure.Of(model, train.Shape).Macs ?? double.NaN),
            "flop/image"
        );
        using var bare = new BareRuntime(
            model,
            [.. train.Images(0, train.Count).ToArray().Select(p => (float)(p / 255.0))],
            train.Shape.Size,
            job.Threads
        );
        // One turn that does not count: the runtime compiles its hot methods again while they run for the first second or two.
        Ours(job, recipe);
        for (var turn = 0; turn < turns; turn++)
        {
            yield return new Row(Measures.Label, teacher, Sides.Ours, Ours(job, recipe), "images/s");
            foreach (var batch in Batches)
                yield return new Row(
                    Measures.Label,
                    teacher,
                    $"{Sides.Runtime}, batch {batch}",
                    bare.ImagesPerSecond(batch, slice),
                    "images/s"
                );
        }
    }

    /// <summary>
    /// Everything a user waits for between two finished parts: rendering, normalization, answers, hashing, writing, flushing.
    /// </summary>
    private static double Ours(Job job, CheckedRecipe recipe)
    {
        var clock = new PartClock();
        var fresh = job.Workplace with { Targets = Path.Combine(job.Work, "fresh-targets") };
        if (Directory.Exists(fresh.Targets))
            Directory.Delete(fresh.Targets, recursive: true);
        new Distiller(fresh).Label(recipe, job.Options("label", clock));
        return clock.ImagesPerSecond;
    }
}
