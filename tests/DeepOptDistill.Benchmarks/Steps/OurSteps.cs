using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>Our training step, by the trainer itself: feed, forward, loss, backward, optimizer, tally.</summary>
internal static class OurSteps
{
    public static double ImagesPerSecond(
        StudentSpec student,
        TrainingData data,
        TimeSpan time,
        string folder,
        Stage stage,
        StepTimes times,
        bool fuseLayers = true
    )
    {
        using var stop = new CancellationTokenSource();
        using var network = Network.Build(student, new Seed(1), fuseLayers: fuseLayers, guided: GuidedLayers.Of(stage.Loss));
        var clock = new StepClock(time, data.Train.Count / Job.Batch * Job.Batch, stop, times);
        var checkpoint = Path.Combine(folder, "steps.safetensors");
        File.Delete(checkpoint);
        var watch = new TrainingWatch("step", checkpoint, TimeProvider.System)
        {
            Progress = clock,
            CheckpointEvery = TimeSpan.MaxValue,
            Times = times,
        };
        var plan = new TrainingPlan(Role.Student, 1, Job.Batch, [stage], "benchmark");
        try
        {
            new Trainer(network, data, plan, watch).Run(stop.Token);
        }
        catch (OperationCanceledException)
        {
            File.Delete(checkpoint);
        }
        return clock.ImagesPerSecond;
    }
}
