using System.Diagnostics;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>
/// A stage of hints with the teacher beside it: the truncated teacher alone, the student's step alone with stored hints, and both at once,
/// each engine with its half of the threads, turn by turn in one process.
/// </summary>
internal static class HintBenchmark
{
    private const int Images = 2560;

    public static IEnumerable<Row> Run(Job job, string student, string teacher, TimeSpan slice, int turns)
    {
        var recipe = Recipe(job, student, teacher);
        var threads = Math.Max(1, job.Threads / 2);
        var live = new LiveFeatures(recipe.Hints, recipe.TrainImages, threads);
        using var stored = new HintLabeller(recipe.Hints, job.Workplace.Targets, job.Options("hints")).Store(
            recipe.TrainImages,
            CancellationToken.None
        );
        var subject = $"{recipe.Hints[0].Feature.Tap} to {student}";
        Engine.Start(Math.Max(1, job.Threads - threads));
        // .NET compiles the step again while it first runs.
        _ = Steps(job, recipe, stored, slice);
        for (var turn = 0; turn < turns; turn++)
        {
            Engine.Start(Math.Max(1, job.Threads - threads));
            yield return new Row(Measures.Hint, subject, Sides.TeacherAlone, Reads(live, recipe, slice), "images/s");
            yield return new Row(Measures.Hint, subject, Sides.StudentAlone, Steps(job, recipe, stored, slice), "images/s");
            Engine.Start(job.Threads);
            yield return new Row(Measures.Hint, subject, Sides.Overlapped, Steps(job, recipe, live, slice), "images/s");
            yield return new Row(Measures.Hint, subject, Sides.StoredAllThreads, Steps(job, recipe, stored, slice), "images/s");
        }
    }

    private static CheckedRecipe Recipe(Job job, string student, string teacher) =>
        new Distiller(job.Workplace).Check(
            new Recipe
            {
                Dataset = new FashionMnistSmall { Validation = 0, Limit = Images },
                Teachers = [new TeacherReference { Name = teacher }],
                Student = student,
                Batch = Job.Batch,
                Stages = [Hints(teacher), Job.StageOf(1)],
            },
            "benchmark",
            Environment.CurrentDirectory
        );

    private static Stage Hints(string teacher) =>
        new()
        {
            Name = "hint",
            Epochs = 100_000,
            Loss = [new HintMean { Teacher = $"{teacher}/block2", Student = "block4" }],
            Optimizer = Job.Optimizer,
        };

    private static double Steps(Job job, CheckedRecipe recipe, IFeatures features, TimeSpan time)
    {
        var set = recipe.Dataset;
        var data = new TrainingData
        {
            Train = set.Train,
            Validation = set.Validation,
            ViewSeed = recipe.ViewSeed,
            Features = features,
        };
        return OurSteps.ImagesPerSecond(recipe.Student, data, time, job.Work, recipe.Recipe.Stages[0], new StepTimes());
    }

    private static double Reads(LiveFeatures live, CheckedRecipe recipe, TimeSpan time)
    {
        using var source = live.Open([recipe.Hints[0].Feature.Tap]);
        List<Memory<float>> room = [new float[Job.Batch * recipe.Hints[0].Feature.Count]];
        var (began, batches) = (Stopwatch.GetTimestamp(), 0);
        for (; batches == 0 || Stopwatch.GetElapsedTime(began) < time; batches++)
            source.Read(0, [.. Enumerable.Range(batches * Job.Batch % Images, Job.Batch)], room);
        return batches * (double)Job.Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
