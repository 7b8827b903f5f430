using System.Text.Json.Serialization;

namespace DeepOptDistill.Core.Runs;

/// <summary>What a model is for in a run.</summary>
public enum Role
{
    /// <summary>A frozen ONNX network that answers.</summary>
    Teacher,

    /// <summary>All teachers, mixed.</summary>
    Ensemble,

    /// <summary>The student's network, data, schedule and seed with hard labels only.</summary>
    Baseline,

    /// <summary>The network that was trained.</summary>
    Student,
}

/// <summary>A model and what was measured of it.</summary>
public sealed record ModelRecord
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What the model is for.</summary>
    public required Role Role { get; init; }

    /// <summary>
    /// Numbers learned, in the file that is shipped (batch norm folded). An ensemble counts all its teachers that have a weight.
    /// </summary>
    public required long Parameters { get; init; }

    /// <summary>
    /// Multiply-accumulates of convolutions, matrix products, recurrent layers and attention for one sample; null where they could not be
    /// counted.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Macs { get; init; }

    /// <summary>Operators whose work is not in <see cref="Macs"/>, by name: where there are any, it is at least that.</summary>
    public IReadOnlyList<string> MacsUnknown { get; init; } = [];

    /// <summary>
    /// Operators whose stored numbers are not in <see cref="Parameters"/>, by name: where there are any, there are at least that many.
    /// </summary>
    public IReadOnlyList<string> ParametersUnknown { get; init; } = [];

    /// <summary>Size of the ONNX file.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Share of the test set answered correctly, of labels all those of a sample; the mean over seeds where there are several. Null of
    /// values.
    /// </summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Lower end of the 95 % interval of <see cref="Accuracy"/>: Wilson's over the test set; of several seeds with their spread, by
    /// Student's t.
    /// </summary>
    public double? AccuracyLow { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public double? AccuracyHigh { get; init; }

    /// <summary>Standard deviation over seeds (n − 1); null for one seed.</summary>
    public double? AccuracyDeviation { get; init; }

    /// <summary>
    /// Share of the values' variance on the test set that is explained, a mean over values and seeds. Null of classes and labels.
    /// </summary>
    public double? RSquared { get; init; }

    /// <summary>
    /// Lower end of the 95 % interval of <see cref="RSquared"/>: by bootstrap over the test set; of several seeds with their spread, by
    /// Student's t.
    /// </summary>
    public double? RSquaredLow { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public double? RSquaredHigh { get; init; }

    /// <summary>Standard deviation over seeds (n − 1); null for one seed.</summary>
    public double? RSquaredDeviation { get; init; }

    /// <summary>
    /// Test samples that a teacher learned from, so that its scores are too good; null where what it learned from is not known.
    /// </summary>
    public int? KnownTest { get; init; }

    /// <summary>Of labels: mean average precision on the test set, over the labels that some sample has.</summary>
    public double? MeanAveragePrecision { get; init; }

    /// <summary>Of labels: F1 over all decisions at probability ½.</summary>
    public double? MicroF1 { get; init; }

    /// <summary>Of labels and values: each of them.</summary>
    public IReadOnlyList<OutputRecord>? Outputs { get; init; }

    /// <summary>What the model is measured by: accuracy, or R².</summary>
    [JsonIgnore]
    public Estimate Quality =>
        Accuracy is { } share
            ? new(share, AccuracyLow ?? share, AccuracyHigh ?? share, AccuracyDeviation)
            : new(RSquared ?? 0, RSquaredLow ?? 0, RSquaredHigh ?? 0, RSquaredDeviation);

    /// <summary>
    /// Mean negative log-likelihood on the test set, in nats, of labels a mean over these too; null of values, and where it is infinite, as
    /// for a teacher that does not know a label.
    /// </summary>
    public double? NegativeLogLikelihood
    {
        get;
        init => field = value is { } nats && double.IsFinite(nats) ? nats : null;
    }

    /// <summary>Expected calibration error on the test set over 15 bins: how far confidence and accuracy are apart.</summary>
    public double? CalibrationError { get; init; }

    /// <summary>
    /// Share of the test set that the model answers as the ensemble does, or as the only teacher; right or wrong. Null for these
    /// themselves.
    /// </summary>
    public double? Agreement { get; init; }

    /// <summary>
    /// Median time of one sample on one thread in ONNX Runtime, in milliseconds, a part of its batch for a file that fixes one; for an
    /// ensemble the sum; null where it could not be measured.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never), JsonConverter(typeof(RecordJson.UnknownNumber))]
    public required double? LatencyMsMedian { get; init; }

    /// <summary>What a reader must know of size and time: why one could not be measured, or how it was. Full sentences.</summary>
    public IReadOnlyList<string> Caveats { get; init; } = [];

    /// <summary>
    /// What an examination found wrong with a teacher, with the repair of each. Full sentences; empty where it found nothing.
    /// </summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>One per seed; empty for models that were not trained in the run.</summary>
    public IReadOnlyList<SeedRecord> Seeds { get; init; } = [];

    /// <summary>Where the model came from, in one sentence.</summary>
    public string Origin { get; init; } = "";
}

/// <summary>One trained copy of a model.</summary>
/// <param name="Seed">Seed of initial weights, batch order and views.</param>
/// <param name="Accuracy">Test accuracy; null of values.</param>
/// <param name="ValidationAccuracy">Validation accuracy of the exported network; null of values and without a validation split.</param>
/// <param name="ParityError">Largest |Δ| between the exported file and the trained module, relative to the logit scale.</param>
/// <param name="File">The exported file, relative to the run's folder.</param>
/// <param name="Hash">SHA-256 of that file.</param>
public sealed record SeedRecord(long Seed, double? Accuracy, double? ValidationAccuracy, double ParityError, string File, string Hash)
{
    /// <summary>Test R²; null of anything but values.</summary>
    public double? RSquared { get; init; }

    /// <summary>Validation R² of the exported network; null where its accuracy would be.</summary>
    public double? ValidationRSquared { get; init; }

    /// <summary>What the copy is measured by, on the test set.</summary>
    [JsonIgnore]
    public double Quality => Accuracy ?? RSquared ?? 0;

    /// <summary>The same on the validation split; null without one.</summary>
    [JsonIgnore]
    public double? ValidationQuality => ValidationAccuracy ?? ValidationRSquared;
}
