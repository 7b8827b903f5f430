using System.Text.Json.Serialization;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;

namespace DeepOptDistill.Core.Ensembles;

/// <summary>
/// What is known of an ensemble before any training: its teachers, how they agree, what each rule makes of them, and what to do. What the
/// doctor's page is made from.
/// </summary>
public sealed record EnsembleDiagnosis
{
    /// <summary>Format of the record; keys are added, never renamed.</summary>
    public string Schema { get; init; } = "deepopt.doctor/1";

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>What is asked about a sample: of labels every share below is one of single decisions, a label of a sample each.</summary>
    public TaskKind Task { get; init; }

    /// <summary>Validation samples that everything was measured on.</summary>
    public required int Samples { get; init; }

    /// <summary>Teachers that have seemingly learned from these samples: what is fitted to them may trust them too much.</summary>
    public IReadOnlyList<string> Familiar { get; init; } = [];

    /// <summary>The teachers in the recipe's order.</summary>
    public required IReadOnlyList<TeacherDiagnosis> Teachers { get; init; }

    /// <summary>Every two teachers.</summary>
    public required IReadOnlyList<PairDiagnosis> Pairs { get; init; }

    /// <summary>Share of images that at least one teacher answers correctly: no choice among them can do better.</summary>
    public required double Oracle { get; init; }

    /// <summary>Share of images that all answer correctly.</summary>
    public required double Unanimous { get; init; }

    /// <summary>Every mixing rule, the recipe's first.</summary>
    public required IReadOnlyList<RuleDiagnosis> Rules { get; init; }

    /// <summary>Ensembles of every size, from the best single teacher to all.</summary>
    public required IReadOnlyList<SubsetDiagnosis> Subsets { get; init; }

    /// <summary>
    /// Share answered correctly by confidence, for each teacher and for the recipe's ensemble: on the diagonal where confidence can be
    /// believed.
    /// </summary>
    public required IReadOnlyList<LineRecord> Reliability { get; init; }

    /// <summary>What to do, the most important first. Full sentences.</summary>
    public required IReadOnlyList<AdviceRecord> Advice { get; init; }

    /// <summary>The machine that latency was measured on.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Version of the tool with its commit.</summary>
    public required string Tool { get; init; }

    /// <summary>The command.</summary>
    public required string Command { get; init; }
}

/// <summary>How well distributions fit labels.</summary>
/// <param name="Accuracy">Share answered correctly.</param>
/// <param name="NegativeLogLikelihood">In nats.</param>
/// <param name="CalibrationError">Expected calibration error over 15 bins.</param>
public sealed record FitRecord(double Accuracy, double NegativeLogLikelihood, double CalibrationError);

/// <summary>A gain with its 95 % interval.</summary>
/// <param name="Mean">The mean over images.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record GainRecord(double Mean, double Low, double High);

/// <summary>A teacher of an ensemble.</summary>
public sealed record TeacherDiagnosis
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How well it answers.</summary>
    public required FitRecord Fit { get; init; }

    /// <summary>The temperature that makes its answers likeliest; above 1 for one that is too sure.</summary>
    public required double Temperature { get; init; }

    /// <summary>Multiply-accumulates for one image; null where they could not be counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Macs { get; init; }

    /// <summary>Operators whose work is not in <see cref="Macs"/>, by name: where there are any, it is at least that.</summary>
    public IReadOnlyList<string> MacsUnknown { get; init; } = [];

    /// <summary>Median time of one image on one thread in ONNX Runtime, in milliseconds.</summary>
    public required double LatencyMs { get; init; }

    /// <summary>Its part of the time that all teachers together take for an image.</summary>
    public required double TimeShare { get; init; }

    /// <summary>What the mean of probabilities gains in accuracy by its being there; null for a teacher alone.</summary>
    public GainRecord? AccuracyGain { get; init; }

    /// <summary>What the mean of probabilities gains in nats by its being there; null for a teacher alone.</summary>
    public GainRecord? LikelihoodGain { get; init; }

    /// <summary>What seems wrong with it. Full sentences.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}

/// <summary>Two teachers of an ensemble.</summary>
/// <param name="First">Name of one.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Disagreement">Share of images that they answer differently.</param>
/// <param name="ErrorCorrelation">Correlation (φ) between their errors.</param>
public sealed record PairDiagnosis(string First, string Second, double Disagreement, double ErrorCorrelation);

/// <summary>What a mixing rule makes of the teachers.</summary>
/// <param name="Rule">Its kind.</param>
/// <param name="Calibrated">Whether each teacher is divided by its fitted temperature first.</param>
/// <param name="Fit">How well it answers; what is fitted is judged on images that it was not fitted to.</param>
/// <param name="LikelihoodGain">What it gains in nats over the recipe's own ensemble.</param>
/// <param name="Weights">Its weights in the teachers' order, summing to 1, fitted to all images where they are fitted; empty where it has
/// none.</param>
/// <param name="IsRecipes">Whether it is the recipe's own.</param>
public sealed record RuleDiagnosis(
    string Rule,
    bool Calibrated,
    FitRecord Fit,
    GainRecord LikelihoodGain,
    IReadOnlyList<double> Weights,
    bool IsRecipes
);

/// <summary>An ensemble of some of the teachers, by the mean of probabilities.</summary>
/// <param name="Teachers">Their names, the best first.</param>
/// <param name="Fit">How well the choice of so many answers, judged on images that it was not made on.</param>
/// <param name="LatencyMs">Time of one image, summed over its teachers.</param>
public sealed record SubsetDiagnosis(IReadOnlyList<string> Teachers, FitRecord Fit, double LatencyMs);

/// <summary>A piece of advice.</summary>
/// <param name="Text">One or two full sentences.</param>
/// <param name="Recipe">What to write into the recipe; empty where nothing is to be changed.</param>
public sealed record AdviceRecord(string Text, string Recipe);
