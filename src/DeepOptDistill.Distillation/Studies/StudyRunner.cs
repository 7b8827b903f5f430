using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>Carries out a study: trains every arm with every seed, as many at a time as there are threads, each on one thread.</summary>
public sealed class StudyRunner(Workplace workplace, RunOptions options)
{
    /// <summary>Runs a study, or goes on with an interrupted one, and writes its record and report.</summary>
    /// <param name="study">The study.</param>
    /// <param name="quick">Whether to take the short form.</param>
    /// <param name="cancel">Stops it; finished trainings are kept.</param>
    /// <exception cref="InputException">The data cannot be found, or the folder not written.</exception>
    public StudyRecord Run(Study study, bool quick, CancellationToken cancel = default)
    {
        var data = study.Dataset(quick).Load(workplace.Data, new Seed(1), options.Progress, cancel);
        var trialFolder = Path.Combine(options.Out, "trials");
        using var lessons = new Lessons(data, workplace, workplace.Targets, options);
        var folder = new TrialFolder(trialFolder);
        var frame = new StudyFrame(data, quick)
        {
            Lessons = lessons,
            Kept = new KeptNetworks(folder, data.Shape),
            Workplace = workplace,
        };
        Directory.CreateDirectory(trialFolder);
        var timings = new Timings(Path.Combine(trialFolder, "timings.json"), options.Clock);
        var trials = timings.Measure("study", () => Trials(study, frame, folder, cancel));
        var record = Record(study, frame, trials, timings.List.Sum(timing => timing.Seconds));
        AtomicFile.WriteText(Path.Combine(options.Out, "record.json"), JsonSerializer.Serialize(record, RecordJson.Indented) + "\n");
        StudyReport.Write(record, options.Out);
        return record;
    }

    private Trials Trials(Study study, StudyFrame frame, TrialFolder folder, CancellationToken cancel)
    {
        var (teachers, arms) = (study.Teachers(frame).Select(arm => arm with { IsKept = true }).ToList(), study.Arms(frame));
        // Arms without teachers keep the other cores busy while the teachers are trained.
        var trials = Train([.. teachers, .. arms.Where(arm => arm.Needs.Count == 0)], frame, folder, cancel);
        foreach (var teacher in teachers)
            frame.Lessons.Add(teacher.Name, frame.Kept.Model(teacher.Name, teacher.Seeds[0]));
        trials.AddRange(Taught([.. arms.Where(arm => arm.Needs.Count > 0)], frame, folder, cancel));
        var more = study.Then(frame, new Trials(trials));
        trials.AddRange(Train([.. more.Where(arm => arm.Needs.Count == 0)], frame, folder, cancel));
        trials.AddRange(Taught([.. more.Where(arm => arm.Needs.Count > 0)], frame, folder, cancel));
        return new Trials(trials);
    }

    private List<TrialRecord> Taught(IReadOnlyList<Arm> arms, StudyFrame frame, TrialFolder folder, CancellationToken cancel)
    {
        foreach (var arm in arms)
            frame.Lessons.Prepare(arm, cancel);
        return Train(arms, frame, folder, cancel);
    }

    private List<TrialRecord> Train(IReadOnlyList<Arm> arms, StudyFrame frame, TrialFolder folder, CancellationToken cancel)
    {
        var work = arms.SelectMany(arm => arm.Seeds.Select(seed => (arm, seed))).ToList();
        return [.. Team.Run(options.Jobs, work.Count, Trained, Told)];

        TrialRecord Trained(int i) => new Trial(work[i].arm, work[i].seed, frame, folder, options.Clock).Run(cancel);

        void Told(int i, int finished) =>
            options.Progress?.Report(
                new Progress("trainings", finished, work.Count, "trainings", $"{work[i].arm.Name}, seed {work[i].seed}")
            );
    }

    private StudyRecord Record(Study study, StudyFrame frame, Trials trials, double seconds)
    {
        var findings = study.Conclude(frame, trials);
        return new StudyRecord
        {
            Name = study.Name,
            Question = study.Question,
            Answer = findings.Answer,
            Setup = findings.Setup,
            Claims = findings.Claims,
            Tables = findings.Tables,
            Charts = findings.Charts,
            Trials = trials.All,
            Quick = frame.Quick,
            Command = options.Command,
            Tool = Origin.Tool,
            Finished = Origin.Now(options.Clock),
            Seconds = Math.Round(seconds, 1),
            Machine = Machine.Current(),
            Notes =
            [
                $"Data: {frame.Data.Train.Count} training and {frame.Data.Validation.Count} validation {frame.Data.Train.Shape.Noun} "
                    + $"of {frame.Data.Name}. "
                    + (
                        trials.All.Any(trial => trial.Values.ContainsKey(TrialTest.Accuracy))
                            ? "Test errors are of the network after its last epoch, which answered the test set once; nothing was "
                                + "chosen on it."
                            : "All figures are of the validation split; the test set was not touched."
                    ),
                $"{Noun.Counted(frame.Seeds.Count, "seed")} an arm; {options.Jobs} trainings at a time, one thread each.",
                .. frame.Quick ? new[] { "This is the short form: it shows that the study runs, its figures are no result." } : [],
                .. findings.Notes,
            ],
        };
    }
}
