using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>One training of a study, on one thread. A loss that is no longer finite ends the trial, not the study: that an arm diverges is a finding.</summary>
internal sealed class Trial(Arm arm, long seed, StudyFrame frame, TrialFolder folder, TimeProvider clock)
{
    private readonly string identity = arm.Identity(seed, frame.Data.Hash, frame.Lessons.TeachersOf(arm).Select(teacher => teacher.Key));

    /// <summary>Trains, or reads what was trained.</summary>
    /// <param name="isTeacher">Whether the network is exported, to teach other arms.</param>
    /// <param name="cancel">Stops the training.</param>
    public TrialRecord Run(bool isTeacher, CancellationToken cancel)
    {
        if (folder.Read(identity) is { } known && (!isTeacher || File.Exists(Model))) return known with { Arm = arm.Name };
        var trial = Train(isTeacher, cancel);
        folder.Write(identity, trial);
        return trial;
    }

    /// <summary>Where the network of a teacher is exported to.</summary>
    public string Model => folder.Model(identity);

    private TrialRecord Train(bool isTeacher, CancellationToken cancel)
    {
        Engine.Start(1);
        var points = new List<TrialPoint>();
        var checkpoint = folder.Checkpoint(identity);
        // An interrupted trial begins anew: its curve was not kept.
        File.Delete(checkpoint);
        using var network = Network.Build(arm.Student, new Seed((ulong)seed), frame.Fitted(arm.Student.Input), guided: GuidedLayers.Of(arm.Stages));
        var watch = new TrainingWatch(arm.Name, checkpoint, clock)
        {
            CheckpointEvery = TimeSpan.MaxValue,
            Probe = new Probe(arm.ProbeEvery, p => points.Add(new TrialPoint(p.Step, Math.Round(p.Seconds, 3), Rounded(p.TrainLoss), Rounded(p.Loss), p.Accuracy))),
        };
        string? failure = null;
        try
        {
            new Trainer(network, Data(), new TrainingPlan(Role.Student, seed, arm.Batch, arm.Stages, identity), watch).Run(cancel);
            if (isTeacher) Exporter.Run(network, frame.Data.Validation, Model, threads: 1);
        }
        catch (RunFailedException e) when (!isTeacher)
        {
            failure = e.Problem.Found;
        }
        File.Delete(checkpoint);
        return new TrialRecord { Arm = arm.Name, Seed = seed, Points = points, Failure = failure, Values = failure is null ? Values(network) : new Dictionary<string, double>() };
    }

    private TrainingData Data()
    {
        var lesson = frame.Lessons.Of(arm);
        return new TrainingData
        {
            Train = frame.Lessons.Images(arm),
            Validation = frame.Data.Validation,
            Augmentations = arm.Augmentations,
            Views = arm.Augmentations.Count == 0 ? 1 : 0,
            ViewSeed = new Seed((ulong)seed).Derive("views"),
            Targets = lesson?.Targets,
            Features = lesson?.Features?.Train,
            ValidationFeatures = lesson?.Features?.Validation,
        };
    }

    private IReadOnlyDictionary<string, double> Values(Network network)
    {
        var values = new Dictionary<string, double>(arm.Measure(network));
        if (arm.IsTested)
            foreach (var (name, value) in TrialTest.Of(network, frame.Data, arm.Transfer)) values[name] = value;
        return values;
    }

    // JSON has no infinities; a loss beyond all measure is told by its failure.
    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 5) : 1e9;
}
