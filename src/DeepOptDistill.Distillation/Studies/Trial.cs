using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>One training of a study, on one thread. A loss that is no longer finite ends the trial, not the study: that an arm diverges is a finding.</summary>
internal sealed class Trial(Arm arm, long seed, StudyFrame frame, TrialFolder folder, TimeProvider clock)
{
    public TrialRecord Run(CancellationToken cancel)
    {
        var identity = arm.Identity(seed, frame.Data.Hash);
        if (folder.Read(identity) is { } known) return known with { Arm = arm.Name };
        var trial = Train(identity, cancel);
        folder.Write(identity, trial);
        return trial;
    }

    private TrialRecord Train(string identity, CancellationToken cancel)
    {
        Engine.Start(1);
        var points = new List<TrialPoint>();
        var checkpoint = folder.Checkpoint(identity);
        // An interrupted trial begins anew: its curve was not kept.
        File.Delete(checkpoint);
        using var network = Network.Build(arm.Student, new Seed((ulong)seed), frame.Fitted(arm.Student.Input));
        var watch = new TrainingWatch(arm.Name, checkpoint, clock)
        {
            CheckpointEvery = TimeSpan.MaxValue,
            Probe = new Probe(arm.ProbeEvery, p => points.Add(new TrialPoint(p.Step, Math.Round(p.Seconds, 3), Rounded(p.TrainLoss), Rounded(p.Loss), p.Accuracy))),
        };
        var plan = new TrainingPlan(Role.Student, seed, arm.Batch, [arm.Stage], identity);
        var data = new TrainingData { Train = frame.Data.Train, Validation = frame.Data.Validation };
        string? failure = null;
        try
        {
            new Trainer(network, data, plan, watch).Run(cancel);
        }
        catch (RunFailedException e)
        {
            failure = e.Problem.Found;
        }
        File.Delete(checkpoint);
        return new TrialRecord { Arm = arm.Name, Seed = seed, Points = points, Failure = failure, Values = failure is null ? arm.Measure(network) : new Dictionary<string, double>() };
    }

    // JSON has no infinities; a loss beyond all measure is told by its failure.
    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 5) : 1e9;
}
