using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>One way of training in a study.</summary>
/// <param name="Name">Its name, as tables and charts show it.</param>
/// <param name="Student">The network.</param>
/// <param name="Stages">How it learns.</param>
/// <param name="Batch">Samples in a batch.</param>
/// <param name="ProbeEvery">Steps between two looks at the validation split.</param>
/// <param name="Seeds">Seeds it is trained with.</param>
internal sealed record Arm(
    string Name,
    StudentSpec Student,
    IReadOnlyList<Stage> Stages,
    int Batch,
    int ProbeEvery,
    IReadOnlyList<long> Seeds
)
{
    /// <summary>An arm of a single stage.</summary>
    public Arm(string name, StudentSpec student, Stage stage, int batch, int probeEvery, IReadOnlyList<long> seeds)
        : this(name, student, [stage], batch, probeEvery, seeds) { }

    /// <summary>The teachers whose soft targets and hints it learns from: names of the study's own, or of bundled ones.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    /// <summary>
    /// How the images of an epoch differ from those of the set; for arms without teachers, as these answer the images as they are.
    /// </summary>
    public IReadOnlyList<Augmentation> Augmentations { get; init; } = [];

    /// <summary>Classes that it does not see; all are seen where left out.</summary>
    public TransferSpec? Transfer { get; init; }

    /// <summary>At most so many training images, class balanced, the same for every seed; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>What it has beside the labelled images; null for nothing.</summary>
    public Extension? More { get; init; }

    /// <summary>
    /// Whether the trained network answers the test set, once, after its last epoch: <c>test accuracy</c> among the trial's values.
    /// </summary>
    public bool IsTested { get; init; }

    /// <summary>Ensembles whose answers to the test set its own are compared with, for arms that are tested.</summary>
    public IReadOnlyList<Ensemble> Compared { get; init; } = [];

    /// <summary>Everybody who must have been trained before this arm is.</summary>
    public IReadOnlyList<string> Needs => [.. Teachers.Concat(Compared.SelectMany(ensemble => ensemble.Teachers)).Distinct()];

    /// <summary>
    /// Whether the trained network is kept, to teach, to be begun with, or to be asked after all trainings. Teachers of a study always are.
    /// </summary>
    public bool IsKept { get; init; }

    /// <summary>
    /// The kept arm with whose weights of the same seed it begins; it was trained in an earlier phase of the study. New weights where left
    /// out.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The classes that it tells apart, all others being one to it; it learns from as many images of the one as of the other. All where
    /// left out.
    /// </summary>
    public Specialty? Specialty { get; init; }

    /// <summary>Numbers taken from the trained network.</summary>
    public Func<Network, IReadOnlyDictionary<string, double>> Measure { get; init; } = _ => new Dictionary<string, double>();

    /// <summary>Hash of everything that determines a trial's result.</summary>
    /// <param name="seed">The trial's seed.</param>
    /// <param name="data">Hash of the data.</param>
    /// <param name="before">Hashes of the teachers that it needs, and of the training that it begins with.</param>
    public string Identity(long seed, string data, IEnumerable<string> before) =>
        ContentHash.Of([
            "deepopt.trial/4",
            SpecWriter.WriteEverything(Student),
            .. Stages.Select(stage => SpecWriter.WriteEverything(stage)),
            $"{Batch}/{ProbeEvery}/{seed}/{IsTested}",
            Views.Describe(Augmentations),
            data,
            .. before,
            .. Images,
            .. Compared.Select(ensemble => $"{ensemble.Name}: {string.Join(", ", ensemble.Teachers)}"),
        ]);

    /// <summary>Which of the training images it learns from, as text; none where all.</summary>
    public IReadOnlyList<string> Images =>
        [
            .. Transfer is null ? [] : (string[])[SpecWriter.WriteEverything(Transfer)],
            .. Limit is null ? [] : (string[])[FormattableString.Invariant($"{Limit} images")],
            .. More is null ? [] : (string[])[More.Name],
            .. Specialty is null ? [] : (string[])[$"specialist for {string.Join(", ", Specialty.Special)}"],
        ];
}

/// <summary>Teachers of a study that answer together, by the mean of their probabilities.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Teachers">Names of their arms.</param>
internal sealed record Ensemble(string Name, IReadOnlyList<string> Teachers);
