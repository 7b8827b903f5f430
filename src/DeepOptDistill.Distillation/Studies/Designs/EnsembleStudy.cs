using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Ensembles of one, two, five and ten small nets teach students of 1/K and of 1/(4K) of their parameters. As 1/K of K nets is one of them,
/// that is two students of a fixed size with four ensembles of teachers each: does a bigger ensemble teach better, and how far down can it
/// be compressed.
/// </summary>
/// <remarks>
/// The table itself is nobody's: Hinton, Vinyals and Dean 2015, arXiv 1503.02531, give ten teachers and one student; Bucila, Caruana and
/// Niculescu-Mizil 2006 one ensemble a problem. The setting is that of compression since Bucila: labels are few, images are not. Teachers
/// and the students by hard labels learn from the labelled quarter of the images; taught students from all of them. A student takes three
/// times its teachers' steps (Beyer et al. 2022, arXiv 2106.05237: distillation wants patience), and so does its baseline, by hard labels;
/// what hard labels give after as many steps as the teachers had is measured beside it.
/// </remarks>
[Kind(
    "ensemble",
    "does a bigger ensemble teach a student of one size better, and how far down can it be compressed, where images without labels "
        + "are at hand"
)]
public sealed record EnsembleStudy : Study
{
    internal const int Batch = 128;
    internal const double Temperature = 4;
    internal const int Patience = 3;
    private const int Times = 4;
    private const int WholeWidth = 16,
        QuarterWidth = 8;

    internal static readonly int[] Sizes = [1, 2, 5, 10];
    internal static readonly string[] TeacherNames =
    [
        .. Enumerable.Range(1, Sizes[^1]).Select(i => string.Create(CultureInfo.InvariantCulture, $"teacher {i}")),
    ];

    /// <summary>The first K teachers.</summary>
    internal static Ensemble Of(int size) => new(Noun.Counted(size, "teacher"), TeacherNames[..size]);

    /// <summary>The student of a teacher's size by K teachers.</summary>
    internal static string Whole(int size) => $"a teacher's size, by {Of(size).Name}";

    /// <summary>The student of a quarter of that by K teachers.</summary>
    internal static string Quarter(int size) => $"a quarter, by {Of(size).Name}";

    /// <summary>The same nets by hard labels alone, for as many steps as the taught.</summary>
    internal const string WholeAlone = "a teacher's size, by hard labels",
        QuarterAlone = "a quarter, by hard labels";

    /// <summary>The smaller net by hard labels, for as many steps as a teacher; the larger one is a teacher then.</summary>
    internal const string QuarterSoon = "a quarter, by hard labels, a teacher's steps";

    /// <summary>A teacher's net.</summary>
    internal static StudentSpec WholeNetwork(Dataset data) => FashionNetworks.Of(data, WholeWidth);

    /// <summary>Half its channels: about a quarter of its parameters.</summary>
    internal static StudentSpec QuarterNetwork(Dataset data) => FashionNetworks.Of(data, QuarterWidth);

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 300, Limit = 640 } : new FashionMnist { Validation = 5000, Split = SplitKind.Tail };

    /// <summary>Images with a label, a multiple of the batch.</summary>
    internal static int Labelled(StudyFrame frame) => frame.Quick ? 128 : 12_800;

    /// <summary>Images that teachers answer for a student: so many times the labelled ones.</summary>
    internal static int Asked(StudyFrame frame) => Times * Labelled(frame);

    /// <summary>How often a teacher goes through the labelled images.</summary>
    internal static int Epochs(StudyFrame frame) => Times * (frame.Quick ? 1 : 3);

    // Seeds that no student has: one that began with its teacher's initial weights would agree with it for no merit of its teaching.
    internal override IReadOnlyList<Arm> Teachers(StudyFrame frame) =>
        [.. TeacherNames.Select((name, i) => ByLabels(frame, name, WholeNetwork(frame.Data), Epochs(frame)) with { Seeds = [101 + i] })];

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [
            ByLabels(frame, QuarterSoon, QuarterNetwork(frame.Data), Epochs(frame)),
            ByLabels(frame, WholeAlone, WholeNetwork(frame.Data), Patience * Epochs(frame)) with
            {
                Compared = [.. Sizes.Select(Of)],
            },
            ByLabels(frame, QuarterAlone, QuarterNetwork(frame.Data), Patience * Epochs(frame)) with
            {
                Compared = [.. Sizes.Select(Of)],
            },
            .. Sizes.Select(size => Taught(frame, Whole(size), WholeNetwork(frame.Data), size)),
            .. Sizes.Select(size => Taught(frame, Quarter(size), QuarterNetwork(frame.Data), size)),
        ];

    internal override Findings Conclude(StudyFrame frame, Trials trials) => new EnsembleFindings(frame, trials).All();

    private static Arm ByLabels(StudyFrame frame, string name, StudentSpec student, int epochs) =>
        Arm(frame, name, student, epochs, new CrossEntropy()) with
        {
            Limit = Labelled(frame),
        };

    // Their images are more, so they go through them more seldom.
    private static Arm Taught(StudyFrame frame, string name, StudentSpec student, int teachers) =>
        Arm(frame, name, student, Patience * Epochs(frame) / Times, new SoftTarget { Temperature = Temperature }) with
        {
            Teachers = Of(teachers).Teachers,
            Compared = [Of(teachers)],
            Limit = Asked(frame),
        };

    private static Arm Arm(StudyFrame frame, string name, StudentSpec student, int epochs, Loss loss) =>
        new(
            name,
            student,
            new Stage
            {
                Name = "train",
                Epochs = epochs,
                Loss = [loss],
                // Soft targets have larger gradients than hard labels; clipping keeps one rate for both.
                ClipNorm = 5,
                Optimizer = new Sgd
                {
                    Rate = 0.1,
                    Momentum = 0.9,
                    Nesterov = true,
                    WeightDecay = 5e-4,
                },
                Schedule = new WarmupCosine(),
            },
            Batch,
            frame.Quick ? 2 : 400,
            frame.Seeds
        )
        {
            IsTested = true,
        };
}
