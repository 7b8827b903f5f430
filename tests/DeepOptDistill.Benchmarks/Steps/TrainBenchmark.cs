using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>One side of <c>scripts/bench-train</c>, in a process of its own: a step on hard labels, split into its parts.</summary>
internal static class TrainBenchmark
{
    private const int Classes = 10;

    public static IEnumerable<Row> Run(Job job, string student, string side, TimeSpan time)
    {
        var spec = SpecFile.Read<StudentSpec>(job.Workplace.Find("students", student, "student.yaml")!, Kinds.All).Value;
        var data = new TrainingData
        {
            Train = SyntheticImages.Of(spec.Input.Shape, Classes),
            Validation = SyntheticImages.Of(spec.Input.Shape, Classes).Select("none", []),
        };
        return side switch
        {
            "ours" => Ours(job, spec, data, time),
            "separate" => Separate(job, spec, data, time),
            "stock" => Stock(job, spec, data, time),
            "gemm" => Gemm(job, time),
            _ => throw new ArgumentException($"found side '{side}'; expected ours, separate, stock or gemm."),
        };
    }

    private static IEnumerable<Row> Ours(Job job, StudentSpec spec, TrainingData data, TimeSpan time)
    {
        Engine.Start(job.Threads);
        yield return new Row(Measures.Work, spec.Name, Measures.Step, StepFlop(spec), "flop/image");
        var times = new StepTimes();
        var speed = OurSteps.ImagesPerSecond(spec, data, time, job.Work, Stage, times);
        yield return new Row(Measures.Step, spec.Name, Sides.Ours, speed, "images/s");
        foreach (var phase in Enum.GetValues<StepPhase>())
            yield return new Row(Measures.Phase, spec.Name, phase.ToString(), times[phase].TotalMilliseconds / times.Steps, "ms");
    }

    private static IEnumerable<Row> Separate(Job job, StudentSpec spec, TrainingData data, TimeSpan time)
    {
        Engine.Start(job.Threads);
        yield return new Row(
            Measures.Step,
            spec.Name,
            Sides.Separate,
            OurSteps.ImagesPerSecond(spec, data, time, job.Work, Stage, new StepTimes(), fuseLayers: false),
            "images/s"
        );
    }

    private static IEnumerable<Row> Stock(Job job, StudentSpec spec, TrainingData data, TimeSpan time)
    {
        // Not by our engine, which tunes the heap: this is what a user of plain TorchSharp has.
        TorchSharp.torch.set_num_threads(job.Threads);
        using var stock = new StockSteps(spec, data);
        yield return new Row(Measures.Step, spec.Name, Sides.Stock, stock.ImagesPerSecond(time), "images/s");
    }

    private static IEnumerable<Row> Gemm(Job job, TimeSpan time)
    {
        Engine.Start(job.Threads);
        yield return new Row(Measures.Gemm, "float32", Sides.Libtorch, GemmPeak.FlopPerSecond(time), "flop/s");
    }

    private static Stage Stage =>
        new()
        {
            Name = "bench",
            Epochs = 100_000,
            Loss = [new CrossEntropy()],
            Optimizer = Job.Optimizer,
        };

    /// <summary>
    /// Floating-point operations of a step on one image: 2 a multiply-accumulate, forward once, backward twice (to the input and to the
    /// weights), but for the first layer, whose input needs no gradient.
    /// </summary>
    public static double StepFlop(StudentSpec student)
    {
        using var network = Network.Build(student, new Seed(0));
        var export = OnnxExport.Of(network);
        var cost = ModelCost.Count(export.Model, export.Shapes.ToDictionary());
        return (6.0 * cost.Macs) - (2.0 * cost.Nodes.First(node => node.Macs > 0).Macs);
    }
}
