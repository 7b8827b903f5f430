using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>
/// One training of a study, on one thread. A loss that is no longer finite ends the trial, not the study: that an arm diverges is a
/// finding.
/// </summary>
internal sealed class Trial(Arm arm, long seed, StudyFrame frame, TrialFolder folder, TimeProvider clock)
{
    private readonly string identity = arm.Identity(
        seed,
        frame.Data.Hash,
        [
            .. frame.Lessons.Of(arm.Needs).Select(teacher => teacher.Key),
            .. arm.Origin is null ? [] : (string[])[frame.Kept.Identity(arm.Origin, seed)],
        ]
    );

    /// <summary>Trains, or reads what was trained.</summary>
    /// <param name="cancel">Stops the training.</param>
    public TrialRecord Run(CancellationToken cancel)
    {
        var known =
            !arm.IsKept || (File.Exists(folder.Model(identity)) && File.Exists(folder.Checkpoint(identity))) ? folder.Read(identity) : null;
        var trial = known is null ? Train(cancel) : known with { Arm = arm.Name };
        if (known is null)
            folder.Write(identity, trial);
        if (arm.IsKept)
            frame.Kept.Add(arm, seed, identity);
        return trial;
    }

    private TrialRecord Train(CancellationToken cancel)
    {
        Engine.Start(1);
        var points = new List<TrialPoint>();
        var checkpoint = folder.Checkpoint(identity);
        // An interrupted trial begins anew: its curve was not kept.
        File.Delete(checkpoint);
        using var network = Network.Build(
            arm.Student,
            new Seed((ulong)seed),
            frame.Fitted(arm.Student.Input),
            guided: GuidedLayers.Of(arm.Stages.SelectMany(stage => stage.Loss))
        );
        if (arm.Origin is not null)
            TrainedWeights.Read(folder.Checkpoint(frame.Kept.Identity(arm.Origin, seed))).CopyTo(network, arm.Specialty?.Groups);
        var watch = new TrainingWatch(arm.Name, checkpoint, clock)
        {
            CheckpointEvery = TimeSpan.MaxValue,
            Probe = new Probe(
                arm.ProbeEvery,
                p => points.Add(new TrialPoint(p.Step, Math.Round(p.Seconds, 3), Rounded(p.TrainLoss), Rounded(p.Loss), p.Accuracy))
            ),
        };
        string? failure = null;
        try
        {
            new Trainer(network, Data(), new TrainingPlan(Role.Student, seed, arm.Batch, arm.Stages, identity), watch).Run(cancel);
            if (arm.IsKept)
                Exporter.Run(network, frame.Data.Validation, folder.Model(identity), threads: 1, spec => spec);
        }
        catch (RunFailedException e) when (!arm.IsKept)
        {
            failure = e.Problem.Found;
        }
        if (!arm.IsKept)
            File.Delete(checkpoint);
        return new TrialRecord
        {
            Arm = arm.Name,
            Seed = seed,
            Points = points,
            Failure = failure,
            Values = failure is null ? Values(network) : new Dictionary<string, double>(),
        };
    }

    private TrainingData Data()
    {
        var lesson = frame.Lessons.Of(arm);
        return new TrainingData
        {
            Train = frame.Lessons.Images(arm),
            Validation = frame.Lessons.Watched(arm),
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
            foreach (var (name, value) in TrialTest.Of(network, frame, arm))
                values[name] = value;
        return values;
    }

    // JSON has no infinities; a loss beyond all measure is told by its failure.
    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 5) : 1e9;
}
