using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Reporting;
using MathNet.Numerics.Statistics;

namespace DeepOptDistill.Distillation.Search;

/// <summary>
/// Tries settings of a recipe by successive halving on the validation split. The teachers' answers are stored, so only students cost time;
/// finished trainings are kept.
/// </summary>
public sealed class RecipeSearch(Workplace workplace, RunOptions options, SearchOptions thoroughness)
{
    private readonly Lock gate = new();
    private readonly List<SearchTrialRecord> trials = [];
    private int tried;

    /// <summary>Carries the search out, or goes on with an interrupted one, and writes its record and page.</summary>
    /// <param name="space">What is tried.</param>
    /// <param name="read">Reads and checks the recipe with some overrides.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InputException">A setting is not one of the recipe's, or a value is not allowed.</exception>
    public SearchRecord Run(SearchSpace space, Func<IReadOnlyList<string>, CheckedRecipe> read, CancellationToken cancel = default)
    {
        var asIs = new Candidate([], read([]));
        if (asIs.Recipe.Dataset.Validation.Count == 0)
            throw new InputException(
                new Problem(
                    $"recipe {asIs.Recipe.Name}, dataset.validation",
                    "no validation split",
                    "samples to judge by, which are not the test set",
                    "Set 'validation' of the data set above 0."
                )
            );
        IReadOnlyList<Candidate> candidates =
        [
            asIs,
            .. space
                .Candidates(asIs.Recipe.Seed)
                .Select(values => new Candidate(
                    values,
                    Sharing(asIs.Recipe, read([.. space.Axes.Zip(values, (axis, value) => $"{axis.Path}={value}")]))
                )),
        ];
        if (candidates.Any(candidate => KinRules.TeachesItself(candidate.Recipe.Recipe)))
            throw new InputException(
                new Problem(
                    $"recipe {asIs.Recipe.Name}",
                    "generations or peers",
                    "neither, as a search trains each student once and alone",
                    "Search without them: --set generations=1 --set peers=1."
                )
            );
        // What changes nothing is the recipe as it is, and is not trained twice.
        var twins = candidates.Skip(1).Where(candidate => candidate.Recipe.Hash == asIs.Recipe.Hash).ToList();
        List<Candidate> rivals = [.. candidates.Skip(1).Except(twins).DistinctBy(candidate => candidate.Recipe.Hash)];
        tried = rivals.Count;
        Directory.CreateDirectory(Path.Combine(options.Out, "trials"));
        var timings = new Timings(Path.Combine(options.Out, "trials", "timings.json"), options.Clock);
        var finalists = timings.Measure("search", () => Climb(asIs, rivals, cancel));
        trials.AddRange(
            trials
                .Where(trial => trial is { Rung: 1, Settings.Count: 0 })
                .SelectMany(trial => twins.Select(twin => trial with { Settings = twin.Settings }))
                .ToList()
        );
        var record = Record(space, asIs.Recipe, finalists, timings.List.Sum(timing => timing.Seconds));
        AtomicFile.WriteText(Path.Combine(options.Out, "search.json"), JsonSerializer.Serialize(record, RecordJson.Indented) + "\n");
        SearchReport.Write(record, options.Out);
        return record;
    }

    /// <summary>One copy of the images in memory for all candidates that have the same.</summary>
    private static CheckedRecipe Sharing(CheckedRecipe asIs, CheckedRecipe other) =>
        other with
        {
            Dataset = other.Dataset.Hash == asIs.Dataset.Hash ? asIs.Dataset : other.Dataset,
            Transfer = other.Transfer.Hash == asIs.Transfer.Hash ? asIs.Transfer : other.Transfer,
        };

    // The recipe as it is stays in the race to the end, so that there is something to be better than.
    private List<FinalistRecord> Climb(Candidate asIs, List<Candidate> rivals, CancellationToken cancel)
    {
        var rungs = Halving.Rungs(rivals.Count, thoroughness.Finalists);
        List<StoredTrial> results = [];
        for (var rung = 0; rung < rungs.Count - 1; rung++)
        {
            // Of few epochs two shares may be as many: the same trainings would say the same.
            if (rung == 0 || Epochs(asIs, rungs[rung].Share) != Epochs(asIs, rungs[rung - 1].Share))
                results = Train([asIs, .. rivals], rung + 1, rungs[rung].Share, [asIs.Recipe.Recipe.Seed], cancel);
            rivals = [.. rivals.OrderByDescending(candidate => Accuracy(results, candidate)).Take(rungs[rung + 1].Candidates)];
        }
        var seeds = Enumerable.Range(0, thoroughness.Seeds).Select(i => asIs.Recipe.Recipe.Seed + i).ToList();
        var last = Train([asIs, .. rivals], rungs.Count, 1, seeds, cancel);
        var own = Of(last, asIs);
        return
        [
            .. new[] { asIs }
                .Concat(rivals)
                .Select(candidate => Finalist(candidate, Of(last, candidate), own))
                .OrderByDescending(finalist => finalist.Accuracy),
        ];
    }

    private static string Epochs(Candidate candidate, double share) =>
        string.Join(' ', candidate.Stages(share).Select(stage => stage.Epochs));

    private List<StoredTrial> Train(
        IReadOnlyList<Candidate> candidates,
        int rung,
        double share,
        IReadOnlyList<long> seeds,
        CancellationToken cancel
    )
    {
        var work = (
            from candidate in candidates
            from seed in seeds
            select new SearchTrial(candidate, rung, share, seed, workplace, options, gate)
        ).ToList();
        // A teacher that answers beside the training wants the cores for itself.
        var team = candidates.Any(candidate => candidate.Recipe.Hints.Count > 0) ? 1 : options.Jobs;
        List<StoredTrial> done =
        [
            .. Team.Run(
                team,
                work.Count,
                i => work[i].Run(team == 1 ? options.Cores : options.Threads, cancel),
                (_, finished) => options.Progress?.Report(new Progress($"rung {rung}", finished, work.Count, "trainings", ""))
            ),
        ];
        trials.AddRange(done.Select(stored => stored.Trial));
        return done;
    }

    private static List<StoredTrial> Of(List<StoredTrial> results, Candidate candidate) =>
        [.. results.Where(stored => stored.Trial.Settings.SequenceEqual(candidate.Settings))];

    private static double Accuracy(List<StoredTrial> results, Candidate candidate) =>
        Of(results, candidate)[0].Trial.Accuracy ?? double.NegativeInfinity;

    private static FinalistRecord Finalist(Candidate candidate, List<StoredTrial> trained, List<StoredTrial> asIs)
    {
        var own = trained.Select(stored => stored.Trial.Accuracy ?? 0).ToList();
        return new(candidate.Settings, own.Average(), own.Count > 1 ? own.StandardDeviation() : 0, own.Count)
        {
            SamplingError = SamplingError(trained, asIs),
        };
    }

    /// <summary>Over samples, of the mean over seeds; null where a training failed.</summary>
    private static double? SamplingError(List<StoredTrial> trained, List<StoredTrial> asIs) =>
        trained.Concat(asIs).Any(stored => stored.Qualities.Count == 0)
            ? null
            : PairedQuality.SamplingError([.. trained.Select(stored => stored.Qualities)], [.. asIs.Select(stored => stored.Qualities)]);

    private SearchRecord Record(SearchSpace space, CheckedRecipe recipe, List<FinalistRecord> finalists, double seconds) =>
        new()
        {
            Recipe = recipe.Name,
            Dataset = recipe.Dataset.Name,
            Task = recipe.Dataset.Task,
            Samples = recipe.Dataset.Validation.Count,
            Axes = [.. space.Axes.Select(axis => axis.Record)],
            Trials = trials,
            Finalists = finalists,
            Advice = SearchAdvice.Of(space, finalists, tried),
            Machine = Machine.Current(),
            Tool = Origin.Tool,
            Command = options.Command,
            Seconds = seconds,
        };
}
