using DeepOptDistill.Core;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Export;
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
        yield return new Row(Measures.Work, student, Measures.Step, StepFlop(recipe.Student), "flop/image");
        using (var stock = new StockSteps(recipe.Student, data))
        {
            // One turn that does not count: the runtime compiles its hot methods again while they run for the first second or two.
            OurSteps.ImagesPerSecond(recipe.Student, data, slice, job.Work);
            stock.ImagesPerSecond(slice);
            for (var turn = 0; turn < turns; turn++)
            {
                yield return new Row(Measures.Step, student, Sides.Ours, OurSteps.ImagesPerSecond(recipe.Student, data, slice, job.Work), "images/s");
                yield return new Row(Measures.Step, student, Sides.Stock, stock.ImagesPerSecond(slice), "images/s");
                yield return new Row(Measures.Step, student, Sides.OursAugmented, OurSteps.ImagesPerSecond(recipe.Student, data with { Augmentations = Augmentations }, slice, job.Work), "images/s");
                yield return new Row(Measures.Gemm, "float32", Sides.Libtorch, GemmPeak.FlopPerSecond(slice), "flop/s");
            }
        }
        foreach (var store in stores) store.Dispose();
    }

    /// <summary>
    /// Floating-point operations of a step on one image: 2 a multiply-accumulate, forward once, backward twice (to the input and to the weights),
    /// but for the first layer, whose input needs no gradient.
    /// </summary>
    private static double StepFlop(StudentSpec student)
    {
        using var network = Network.Build(student, new Seed(0));
        var export = OnnxExport.Of(network);
        var cost = ModelCost.Count(export.Model, export.Shapes.ToDictionary());
        return (6.0 * cost.Macs) - (2.0 * cost.Nodes.First(node => node.Macs > 0).Macs);
    }
}
