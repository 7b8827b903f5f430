using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Reporting.Verdicts;

/// <summary>The student beside what it is measured against. What a run does not have is null.</summary>
internal sealed record Comparison
{
    /// <summary>Share of its steps by which a training may differ from another and still have as many.</summary>
    private const double AsMany = 0.02;

    /// <summary>Reads the models of a run.</summary>
    public Comparison(RunRecord record)
    {
        Teachers = [.. record.Models.Where(m => m.Role == Role.Teacher)];
        Baseline = record.Models.FirstOrDefault(m => m.Role == Role.Baseline);
        Student = record.Models.FirstOrDefault(m => m.Role == Role.Student);
        OverBaseline = record.Comparisons.FirstOrDefault(pair => pair is { Model: Role.Student, Other: Role.Baseline });
        Gap = record.Gap;
        Uneven = UnevenSteps(record);
        HasTemperature = record.Terms.Length == 0 || record.Terms.Contains("temperature:", StringComparison.Ordinal);
        Faulty = [.. Teachers.Where(teacher => teacher.Findings.Count > 0 || IsGuessing(teacher, record.Dataset))];
        Failed = [.. new[] { Student, Baseline }.OfType<ModelRecord>().Where(model => IsGuessing(model, record.Dataset))];
        Reference = record.Models.FirstOrDefault(m => m.Role == Role.Ensemble) ?? Teachers.MaxBy(t => t.Quality.Value);
    }

    public IReadOnlyList<ModelRecord> Teachers { get; }

    /// <summary>Student and baseline, as far as they are worse than a guess: nothing follows from their difference.</summary>
    public IReadOnlyList<ModelRecord> Failed { get; }

    /// <summary>Teachers that an examination found faulty, or that are worse than a guess.</summary>
    public IReadOnlyList<ModelRecord> Faulty { get; }

    public ModelRecord? Baseline { get; }

    public ModelRecord? Student { get; }

    /// <summary>What the student learned from: the ensemble, or the only teacher.</summary>
    public ModelRecord? Reference { get; }

    /// <summary>What tables and pictures call the reference.</summary>
    public string ReferenceWord => Teachers.Count == 1 ? "teacher" : "ensemble";

    /// <summary>Student and baseline sample by sample; null where the record does not hold it.</summary>
    public PairedComparison? OverBaseline { get; }

    /// <summary>How much of the gap is closed with its interval; null where the record does not hold it.</summary>
    public GapRecord? Gap { get; }

    /// <summary>
    /// Steps after which early stopping ended baseline and student, on average over seeds; null where both have as many, or it is not
    /// known.
    /// </summary>
    public (double Baseline, double Student)? Uneven { get; }

    /// <summary>Whether some loss has a temperature.</summary>
    public bool HasTemperature { get; }

    private static (double Baseline, double Student)? UnevenSteps(RunRecord record)
    {
        double? Of(Role role)
        {
            var own = record.Epochs.Where(epoch => epoch.Role == role && epoch.Kin is null && epoch.Steps is not null).ToList();
            return own.Count == 0 ? null : own.GroupBy(epoch => epoch.Seed).Average(seed => seed.Max(epoch => (double)epoch.Steps!));
        }
        if (Of(Role.Baseline) is not { } baseline || Of(Role.Student) is not { } student)
            return null;
        return Math.Abs(baseline - student) > AsMany * Math.Max(baseline, student) ? (baseline, student) : null;
    }

    /// <summary>The model that the run is about.</summary>
    public ModelRecord? Subject => Student ?? Baseline;

    /// <summary>
    /// (student − baseline) / (reference − baseline) in accuracy or R²; null where the baseline leaves no gap, or a training failed.
    /// </summary>
    public double? GapClosed =>
        (Student, Baseline, Reference) switch
        {
            _ when Failed.Count > 0 => null,
            ({ } student, { } baseline, { } reference) when reference.Quality.Value > baseline.Quality.Value => (
                student.Quality.Value - baseline.Quality.Value
            ) / (reference.Quality.Value - baseline.Quality.Value),
            _ => null,
        };

    /// <summary>Student minus baseline in accuracy or R², for each seed that both were trained with.</summary>
    public IReadOnlyList<(long Seed, double Difference)> Paired =>
        Student is null || Baseline is null
            ? []
            : [.. Student.Seeds.Join(Baseline.Seeds, s => s.Seed, b => b.Seed, (s, b) => (s.Seed, s.Quality - b.Quality))];

    /// <summary>
    /// Right less often than every class is drawn, or further off than the mean of the values; of labels that is not told.
    /// </summary>
    private static bool IsGuessing(ModelRecord model, DatasetRecord dataset) =>
        dataset.Task switch
        {
            TaskKind.Classes => model.Accuracy < 1.0 / dataset.Classes.Count,
            TaskKind.Values => model.RSquared < 0,
            _ => false,
        };

    /// <summary>How many times more of something the reference has than the student; null where either has none.</summary>
    public double? Times(Func<ModelRecord, double?> amount) =>
        Subject is not null && Reference is not null && amount(Subject) > 0 && amount(Reference) > 0
            ? amount(Reference) / amount(Subject)
            : null;

    /// <summary>Learned numbers of a model where all are counted: what is at least so many gives no ratio.</summary>
    public static double? Parameters(ModelRecord model) => model.ParametersUnknown.Count == 0 ? model.Parameters : null;

    /// <summary>Multiply-accumulates of a model where all are counted.</summary>
    public static double? Macs(ModelRecord model) => model.MacsUnknown.Count == 0 ? model.Macs : null;

    /// <summary>
    /// How many times longer the reference takes; null within 5 %, and within what the latencies of one network differ by: student and
    /// baseline are one as a rule.
    /// </summary>
    public double? NotableLatency =>
        NotableTimes(model => model.LatencyMsMedian) is { } times && Math.Max(times, 1 / times) > LatencyNoise ? times : null;

    /// <summary>The student and what is as large as it by parameters and MACs: one network as a rule, timed several times.</summary>
    public IReadOnlyList<ModelRecord> SameSize =>
        Subject is not { } own
            ? []
            :
            [
                .. new[] { Student, Baseline }
                    .Concat(Teachers)
                    .OfType<ModelRecord>()
                    .Where(model => (model.Parameters, model.Macs) == (own.Parameters, own.Macs) && model.LatencyMsMedian > 0),
            ];

    /// <summary>The greatest of their latencies over the smallest; 1 where the student is alone in its size.</summary>
    public double LatencyNoise =>
        SameSize.Count < 2 ? 1 : SameSize.Max(model => model.LatencyMsMedian!.Value) / SameSize.Min(model => model.LatencyMsMedian!.Value);

    /// <summary>The same where it is worth a word: null within 5 %.</summary>
    public double? NotableTimes(Func<ModelRecord, double?> amount) => Times(amount) is { } times and (< 0.95 or > 1.05) ? times : null;
}
