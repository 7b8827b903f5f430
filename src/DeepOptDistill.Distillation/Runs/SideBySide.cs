using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// How many trainings share the cores, and how many threads each has. Two small networks on a thread each are faster than one on two, as
/// nobody waits for anybody; what a training comes to depends on its own threads alone.
/// </summary>
/// <param name="Jobs">Trainings at a time.</param>
/// <param name="Threads">Threads of each.</param>
public sealed record SideBySide(int Jobs, int Threads)
{
    /// <summary>
    /// What is expected of m threads: a step √m times as fast. Of thin-deep-15k two threads made it 1.5 times as fast on one machine, and
    /// no faster on another.
    /// </summary>
    private const double Scaling = 0.5;

    /// <summary>Share of the memory that trainings may take together.</summary>
    private const double MostMemory = 0.6;

    /// <summary>What is asked for; what nobody says is chosen.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="jobs">Trainings at a time; null to choose.</param>
    /// <param name="threads">Threads of each; null to choose.</param>
    /// <param name="place">The machine.</param>
    public static SideBySide Of(Work work, int? jobs, int? threads, Place place)
    {
        jobs = jobs is { } asked ? Math.Min(asked, work.Trainings) : null;
        var chosen = (jobs, threads) switch
        {
            ({ } some, { } each) => new SideBySide(some, each),
            ({ } some, null) => new SideBySide(some, Math.Max(1, place.Cores / some)),
            (null, { } each) => new SideBySide(Math.Max(1, place.Cores / each), each),
            _ => work.WantsCores ? new SideBySide(1, place.Cores) : Fastest(work.Trainings, place.Cores),
        };
        return chosen with { Jobs = Math.Clamp(chosen.Jobs, 1, Math.Min(work.Trainings, Fitting(work, place))) };
    }

    /// <summary>
    /// Threads with which a run in a folder began, and with which it goes on as if it had not been interrupted; null of none.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    public static int? BegunIn(string folder) => RunBeginning.Known(folder)?.Threads;

    /// <summary>Least time together: rounds of trainings by the time of one. Of equal ones the fewest at a time.</summary>
    private static SideBySide Fastest(int trainings, int cores) =>
        Enumerable
            .Range(1, Math.Min(trainings, cores))
            .Select(jobs => new SideBySide(jobs, cores / jobs))
            .MinBy(way => Math.Ceiling(trainings / (double)way.Jobs) / Math.Pow(way.Threads, Scaling))!;

    private static int Fitting(Work work, Place place) =>
        (int)Math.Clamp(MostMemory * place.Memory / Math.Max(1, work.Bytes), 1, int.MaxValue);

    /// <summary>What is to be done.</summary>
    /// <param name="Trainings">Trainings that do not wait for each other.</param>
    /// <param name="WantsCores">Whether a teacher may answer beside each, which wants the cores for itself.</param>
    /// <param name="Bytes">Memory of one of them.</param>
    public sealed record Work(int Trainings, bool WantsCores, long Bytes)
    {
        /// <summary>Work that trains nothing.</summary>
        public static Work Undivided { get; } = new(1, WantsCores: true, 0);

        /// <summary>A run: baselines and students of all seeds; generations wait for each other.</summary>
        /// <param name="recipe">The recipe.</param>
        public static Work OfRun(CheckedRecipe recipe) => Of(recipe, recipe.TrainingLines.Count);

        /// <summary>A search: candidates by the dozen.</summary>
        /// <param name="recipe">The recipe as it is.</param>
        public static Work OfSearch(CheckedRecipe recipe) => Of(recipe, int.MaxValue);

        private static Work Of(CheckedRecipe recipe, int trainings) => new(trainings, recipe.Hints.Count > 0, TrainingMemory.Of(recipe));
    }

    /// <summary>The machine.</summary>
    /// <param name="Cores">Its cores.</param>
    /// <param name="Memory">Bytes of memory that may be used.</param>
    public sealed record Place(int Cores, long Memory)
    {
        /// <summary>This machine.</summary>
        public static Place Here => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }
}
