using DeepOptDistill.Data;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>A step on hard labels while other processes want the cores too.</summary>
internal static class BusyBenchmark
{
    private const string Spins = "GOMP_SPINCOUNT";

    public static IEnumerable<Row> Run(Job job, string student, TimeSpan time, int beside)
    {
        Engine.Start(job.Threads);
        var spec = SpecFile.Read<StudentSpec>(job.Workplace.Find("students", student, "student.yaml")!, Kinds.All).Value;
        var images = SyntheticImages.Of(spec.Input.Shape, 10);
        var data = new TrainingData { Train = images, Validation = images.Select("none", []) };
        var stage = new Stage
        {
            Name = "bench",
            Epochs = 100_000,
            Loss = [new CrossEntropy()],
            Optimizer = Job.Optimizer,
        };
        using var neighbours = new BusyNeighbours(beside);
        var speed = OurSteps.ImagesPerSecond(spec, data, time, job.Work, stage, new StepTimes());
        yield return new Row(Measures.Busy, Subject(student, job.Threads), $"{beside}", speed, "images/s");
        yield return new Row(Measures.Share, Subject(student, job.Threads), $"{beside}", Share(job.Threads, beside), "of free");
    }

    private static string Subject(string student, int threads)
    {
        var wait = Environment.GetEnvironmentVariable(Spins) is { } spins ? $"{spins} spins" : "as we set it";
        return $"{student} | {threads} | {wait}";
    }

    /// <summary>
    /// What a scheduler that gives each thread the same time leaves of a training's speed, where nothing is lost by waiting.
    /// </summary>
    private static double Share(int threads, int beside)
    {
        var cores = (double)Environment.ProcessorCount;
        return Math.Min(threads, cores * threads / Math.Max(cores, threads + beside)) / Math.Min(threads, cores);
    }
}
