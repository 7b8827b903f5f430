using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>Our training step and the stock one, turn by turn in one process, and the GEMM peak beside them.</summary>
internal static class StepBenchmark
{
    private static readonly IReadOnlyList<Augmentation> Augmentations = [new PadAndCrop { Pad = 2 }, new HorizontalFlip()];

    public static IEnumerable<Row> Run(Job job, string student, TimeSpan slice, int turns)
    {
        Engine.Start(job.Threads);
        var recipe = job.Check(student);
        var stores = job.Stores(recipe);
        var data = Job.TrainingData(recipe, stores);
        double Ours(TrainingData source) =>
            OurSteps.ImagesPerSecond(recipe.Student, source, slice, job.Work, Job.StageOf(100_000), new StepTimes());
        yield return new Row(Measures.Work, student, Measures.Step, TrainBenchmark.StepFlop(recipe.Student), "flop/image");
        using (var stock = new StockSteps(recipe.Student, data))
        {
            // One turn that does not count: the runtime compiles its hot methods again while they run for the first second or two.
            Ours(data);
            stock.ImagesPerSecond(slice);
            for (var turn = 0; turn < turns; turn++)
            {
                yield return new Row(Measures.Step, student, Sides.Ours, Ours(data), "images/s");
                yield return new Row(Measures.Step, student, Sides.Stock, stock.ImagesPerSecond(slice), "images/s");
                yield return new Row(
                    Measures.Step,
                    student,
                    Sides.OursAugmented,
                    Ours(data with { Augmentations = Augmentations }),
                    "images/s"
                );
                yield return new Row(Measures.Gemm, "float32", Sides.Libtorch, GemmPeak.FlopPerSecond(slice), "flop/s");
            }
        }
        foreach (var store in stores)
            store.Dispose();
    }
}
