using System.Collections.Concurrent;
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
        var frame = new StudyFrame(study.Dataset(quick).Load(workplace.Data, new Seed(1), options.Progress, cancel), quick);
        var folder = new TrialFolder(Path.Combine(options.Out, "trials"));
        Directory.CreateDirectory(Path.Combine(options.Out, "trials"));
        var timings = new Timings(Path.Combine(options.Out, "trials", "timings.json"), options.Clock);
        var trials = timings.Measure("study", () =>
        {
            var first = new Trials(Train(study.Arms(frame), frame, folder, cancel));
            return study.Then(frame, first) is { Count: > 0 } more ? new Trials([.. first.All, .. Train(more, frame, folder, cancel)]) : first;
        });
        var record = Record(study, frame, trials, timings.List.Sum(timing => timing.Seconds));
        AtomicFile.WriteText(Path.Combine(options.Out, "record.json"), JsonSerializer.Serialize(record, RecordJson.Indented) + "\n");
        StudyReport.Write(record, options.Out);
        return record;
    }

    private List<TrialRecord> Train(IReadOnlyList<Arm> arms, StudyFrame frame, TrialFolder folder, CancellationToken cancel)
    {
        var work = arms.SelectMany(arm => arm.Seeds.Select(seed => (arm, seed))).ToList();
        var done = new TrialRecord[work.Count];
        var (next, finished) = (-1, 0);
        var failures = new ConcurrentQueue<Exception>();
        void Worker()
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref next)) < work.Count && failures.IsEmpty;)
                {
                    done[i] = new Trial(work[i].arm, work[i].seed, frame, folder, options.Clock).Run(cancel);
                    options.Progress?.Report(new Progress("trainings", Interlocked.Increment(ref finished), work.Count, "trainings", $"{work[i].arm.Name}, seed {work[i].seed}"));
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }
        // Threads of their own: each keeps libtorch's number of threads, which is a setting of the thread.
        var team = Enumerable.Range(0, Math.Min(options.Threads, work.Count)).Select(_ => new Thread(Worker, 16 << 20)).ToList();
        foreach (var thread in team) thread.Start();
        foreach (var thread in team) thread.Join();
        if (failures.TryDequeue(out var failure)) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return [.. done];
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
                $"Data: {frame.Data.Train.Count} training and {frame.Data.Validation.Count} validation images of {frame.Data.Name}. All figures are of the validation split; the test set was not touched.",
                $"{frame.Seeds.Count} {(frame.Seeds.Count == 1 ? "seed" : "seeds")} an arm; {options.Threads} trainings at a time, one thread each.",
                .. frame.Quick ? new[] { "This is the short form: it shows that the study runs, its figures are no result." } : [],
                .. findings.Notes,
            ],
        };
    }
}
