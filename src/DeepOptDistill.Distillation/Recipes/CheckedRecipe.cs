using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Finishing;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A recipe with everything it names, read and found sound.</summary>
public sealed record CheckedRecipe
{
    /// <summary>Beyond so many bytes copies are not looked for: it would take minutes.</summary>
    private const long MostBytes = 4L << 30;

    private SampleCopies? copies;

    /// <summary>Name of the run: student folder and recipe file.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The recipe as text, overrides applied.</summary>
    public required string Yaml { get; init; }

    /// <summary>The student.</summary>
    public required StudentSpec Student { get; init; }

    /// <summary>The file that the student is; null where it is written as layers.</summary>
    internal ImportedStudent? Imported { get; init; }

    /// <summary>A description of a trained network of the recipe: one that was a file is asked as the file was.</summary>
    internal TeacherSpec Described(TeacherSpec spec) => Imported?.Describe(spec) ?? spec;

    /// <summary>The student as text.</summary>
    public required string StudentYaml { get; init; }

    /// <summary>The teachers in the recipe's order.</summary>
    public required IReadOnlyList<CheckedTeacher> Teachers { get; init; }

    /// <summary>The taps that the recipe's hints read.</summary>
    public IReadOnlyList<CheckedHint> Hints { get; init; } = [];

    /// <summary>The data, loaded and split.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>
    /// What the student learns from: the training images of the classes that it may see, and behind them those without labels.
    /// </summary>
    public required SampleSet Transfer { get; init; }

    /// <summary>Samples that the data hold more than once; null where there are too many bytes to look.</summary>
    internal SampleCopies? Copies =>
        Dataset.Train.Bytes.Length + Dataset.Test.Bytes.Length > MostBytes ? null : copies ??= SampleCopies.Of(Dataset, Transfer);

    /// <summary>What the recipe is used for.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>The builds of kinds that are not the toolkit's own, a line each: <c>brier: 6f9c…</c>.</summary>
    public IReadOnlyList<string> Code { get; init; } = [];

    /// <summary>Hash of everything that determines the result.</summary>
    public required string Hash { get; init; }

    /// <summary>Seeds that are trained.</summary>
    public IReadOnlyList<long> Seeds => [.. Enumerable.Range(0, Recipe.Repeats).Select(i => Recipe.Seed + i)];

    /// <summary>What is trained for each seed.</summary>
    public IReadOnlyList<Role> Roles =>
        Purpose switch
        {
            Purpose.Label or Purpose.Advise => [],
            Purpose.Train => [Role.Student],
            _ => Recipe.Baseline ? [Role.Baseline, Role.Student] : [Role.Student],
        };

    /// <summary>What is done with a trained network of a role, in order.</summary>
    internal IReadOnlyList<Finisher> FinishersOf(Role role) =>
        [
            .. Folded(Recipe.Finish)
                .Where(finisher => role == Role.Student || finisher.IsForBaseline)
                .Where(finisher => finisher is not CorrectBias || Purpose != Purpose.Train),
        ];

    /// <summary>Batch norms that were put into a file are folded, behind what averages the networks with them.</summary>
    private IEnumerable<Finisher> Folded(IReadOnlyList<Finisher> steps)
    {
        if (Student.Source is not { IsRenormalized: true } || steps.OfType<Fold>().Any())
            return steps;
        var joined = steps.TakeWhile(step => !step.JoinsSeeds).Count();
        return joined == steps.Count ? [new Fold(), .. steps] : [.. steps.Take(joined + 1), new Fold(), .. steps.Skip(joined + 1)];
    }

    /// <summary>Generations of the student; 1 where the recipe is used for something else than distilling.</summary>
    public int Generations => Purpose == Purpose.Distill ? Recipe.Generations : 1;

    /// <summary>Networks that learn from each other; 1 where the recipe is used for something else than distilling.</summary>
    public int Peers => Purpose == Purpose.Distill ? Recipe.Peers : 1;

    /// <summary>
    /// The networks that are trained, in order; peers, which are trained together, by the first of them. Without teachers the baseline is
    /// the first generation, as both learn from hard labels alone.
    /// </summary>
    internal IReadOnlyList<Trainee> Trainees =>
        [.. Seeds.SelectMany(seed => Roles.SelectMany(role => Lines.Of(this, role).Select(kin => new Trainee(role, seed, kin))))];

    /// <summary>The same as lines that do not wait for each other: a network, and those that learn from it one after the other.</summary>
    internal IReadOnlyList<IReadOnlyList<Trainee>> TrainingLines
    {
        get
        {
            var lines = new List<List<Trainee>>();
            foreach (var trainee in Trainees)
                if (trainee.IsTaughtByAnother)
                    lines[^1].Add(trainee);
                else
                    lines.Add([trainee]);
            return lines;
        }
    }

    /// <summary>Seed of the views; the same for every repeat.</summary>
    public Seed Seed => new((ulong)Recipe.Seed);

    /// <summary>Seed of the views that teachers and student share.</summary>
    public Seed ViewSeed => Seed.Derive("views");

    /// <summary>Without teachers nothing is stored and every epoch may have views of its own.</summary>
    public int Views =>
        Recipe.Augmentations.Count == 0 ? 1
        : Purpose == Purpose.Train || (Teachers.Count == 0 && Generations == 1) ? 0
        : Recipe.Views ?? UsualViews;

    /// <summary>Views of a model's training; 0 for new ones in every epoch.</summary>
    public int ViewsOf(Role role) =>
        role == Role.Baseline && Recipe.BaselineViews == BaselineViews.Fresh && Recipe.Augmentations.Count > 0 ? 0 : Views;

    private const int UsualViews = 4;

    /// <summary>
    /// Stages of a model: the baseline and a network trained alone learn from hard labels only, a baseline in as many steps as its student,
    /// stretched as a whole so that its schedules do at each step what the student's do.
    /// </summary>
    public IReadOnlyList<Stage> StagesOf(Role role) =>
        role == Role.Student && Purpose != Purpose.Train
            ? Recipe.Stages
            : [.. Recipe.Stages.Select(stage => stage.OnHardLabels(Dataset.Task).Stretched(HardEpochs(stage)))];

    /// <summary>Steps of a model over all stages: whole batches of whole epochs.</summary>
    public long StepsOf(Role role) => StagesOf(role).Sum(stage => (long)stage.Epochs) * (SamplesOf(role) / Recipe.Batch);

    /// <summary>Samples that are left over where an epoch of a role is cut into batches.</summary>
    internal int RemainderOf(Role role) => SamplesOf(role) % Recipe.Batch;

    /// <summary>The baseline's steps beside the student's, as words: they differ by what whole epochs make of them.</summary>
    internal string BaselineSteps =>
        (StepsOf(Role.Baseline), StepsOf(Role.Student)) is var (own, students) && own == students ? "the baseline had as many steps"
        : IsStopped
            ? FormattableString.Invariant($"the baseline had at most {own:#,0} steps and the student {students:#,0}, ")
                + "fewer where they were stopped"
        : FormattableString.Invariant($"the baseline had {own:#,0} steps and the student {students:#,0}, as epochs are whole");

    /// <summary>Whether a training may end before its last epoch.</summary>
    private bool IsStopped => Recipe.Stages.Any(stage => stage.Stop is not null);

    private int SamplesOf(Role role) => role == Role.Student && Purpose != Purpose.Train ? Transfer.Count : Dataset.Train.Count;

    private int HardEpochs(Stage stage) => Math.Max(1, (int)Math.Round(stage.Epochs * (double)Transfer.Count / Dataset.Train.Count));

    /// <summary>What makes values, in the data's units, of what a network's last layer gives; null where the task has none.</summary>
    internal AffineStep? OutputScale => Dataset.Task == TaskKind.Values ? Dataset.Train.Truths!.Scale() : null;

    /// <summary>The training images in the views that teachers and student see.</summary>
    internal RenderedImages TrainImages => new(Transfer, Views, Recipe.Augmentations, ViewSeed) { Top = Recipe.Targets.Top };

    /// <summary>Key of a teacher's target store.</summary>
    public StoreKey StoreKey(CheckedTeacher teacher) => TrainImages.KeyOf(teacher.Key);
}

/// <summary>A teacher that was opened and answered.</summary>
/// <param name="Spec">What its teacher.yaml says.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Key">Hash of model, preprocessing and meaning of the output.</param>
public sealed record CheckedTeacher(TeacherSpec Spec, string Folder, string Key)
{
    /// <summary>Whether it knows each class of the data set; empty where it knows all.</summary>
    public IReadOnlyList<bool> Knows { get; init; } = [];

    /// <summary>What a quick examination found wrong with it; null where it was not examined.</summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>Validation samples that it learned from; null where what it learned from is not known.</summary>
    public int? KnownValidation { get; init; }

    /// <summary>Test samples that it learned from; null where what it learned from is not known.</summary>
    public int? KnownTest { get; init; }

    /// <summary>Whether it knows every class.</summary>
    public bool KnowsAll => Knows.Count == 0;
}

/// <summary>What a recipe is used for.</summary>
public enum Purpose
{
    /// <summary>Label, train baseline and student, export, report.</summary>
    Distill,

    /// <summary>Train the student on hard labels only, export, report.</summary>
    Train,

    /// <summary>Fill the target stores.</summary>
    Label,

    /// <summary>Compare taps of the teachers with layers of the student; its stages are not read.</summary>
    Advise,
}
