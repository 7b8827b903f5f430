using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Model compression as it began: an ensemble of a support vector machine and a forest teaches networks of three sizes, on the labelled
/// rows alone, on rows that MUNGE makes from them, and on real rows without labels.
/// </summary>
/// <remarks>Bucila, Caruana and Niculescu-Mizil 2006, Model Compression.</remarks>
[Kind("tabular", "how near does a small network come to an ensemble of another kind, and what made rows are worth")]
public sealed record TabularStudy : Study
{
    internal const string Hard = "hard labels",
        HardBriefly = "hard labels, 1/8 of the steps",
        Soft = "soft targets",
        Real = "soft targets, 12,000 real rows";

    internal static readonly string[] Masters = ["letters-svm", "letters-forest"];
    internal static readonly int[] Widths = [32, 128, 512];
    internal static readonly int[] Copies = [1, 3, 10, 30];
    internal static readonly Munging Munging = new() { Swap = 0.1, Variance = 1 };

    private const int Batch = 128;
    private const int Probes = 10;

    internal static IReadOnlyList<string> Ways => [Hard, HardBriefly, Soft, .. Copies.Select(Made), Real];

    internal static string Made(int copies) => string.Create(CultureInfo.InvariantCulture, $"soft targets, MUNGE × {copies}");

    internal static string ArmOf(int width, string way) => $"{width} units, {way}";

    internal override DatasetSpec Dataset(bool quick) =>
        new Letters
        {
            Validation = 500,
            Split = SplitKind.Tail,
            Limit = quick ? 400 : null,
        };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) => [.. from width in Widths from way in Ways select Of(frame, width, way)];

    internal override Findings Conclude(StudyFrame frame, Trials trials) => new TabularFindings(frame, trials).All(Steps(frame), Batch);

    internal static StudentSpec Student(int width) =>
        new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"letters-{width}"),
            Input = new InputSpec { Shape = [16], Preprocessing = [new Standardize { Epsilon = 0 }] },
            Layers = [new Linear { Features = width }, new ReLU(), new Linear { Features = 26, Init = new Glorot() }],
        };

    private static int Steps(StudyFrame frame) => frame.Quick ? 40 : 16_000;

    private static Arm Of(StudyFrame frame, int width, string way)
    {
        var more = More(frame, way);
        var rows = frame.Data.Train.Count + (more?.Rows(frame.Data.Train) ?? 0);
        var steps = way == HardBriefly ? Steps(frame) / 8 : Steps(frame);
        var epochs = Math.Max(1, (int)Math.Round(steps / Math.Floor((double)rows / Batch)));
        var isHard = way is Hard or HardBriefly;
        return new Arm(
            ArmOf(width, way),
            Student(width),
            new Stage
            {
                Name = "train",
                Epochs = epochs,
                Loss = [isHard ? new CrossEntropy() : new SoftTarget { Temperature = 2 }],
                Optimizer = new Adam { Rate = 3e-3 },
                Schedule = new WarmupCosine(),
            },
            Batch,
            Math.Max(1, steps / Probes),
            frame.Seeds
        )
        {
            Teachers = isHard ? [] : Masters,
            More = more,
            IsTested = true,
        };
    }

    private static Extension? More(StudyFrame frame, string way)
    {
        if (way == Real)
            return new Extension(
                "letters between",
                _ => frame.Quick ? 200 : 12_000,
                (set, _) => set.WithUnlabelled(Letters.Between().Bytes.Select([.. Enumerable.Range(0, frame.Quick ? 200 : 12_000)]))
            );
        var copies = Copies.FirstOrDefault(count => way == Made(count));
        var munging = Munging with { Copies = copies };
        return copies == 0
            ? null
            : new Extension(
                munging.ToString(),
                set => copies * set.Count,
                (set, seed) => new UnlabelledSpec { Munge = munging }.Extend(set, frame.Workplace.Data, seed, "study")
            );
    }
}
