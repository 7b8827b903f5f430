using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Ensembles of one, two, five and ten small nets teach students of 1/K and of 1/(4K) of their parameters. As 1/K of K nets is one of them, that is two students
/// of a fixed size with four ensembles of teachers each: does a bigger ensemble teach better, and how far down can it be compressed.
/// </summary>
/// <remarks>
/// The table itself is nobody's: Hinton, Vinyals and Dean 2015, arXiv 1503.02531, give ten teachers and one student; Bucila, Caruana and Niculescu-Mizil 2006 one ensemble a problem.
/// The setting is that of compression since Bucila: labels are few, images are not. Teachers and the students by hard labels learn from the labelled quarter of the
/// images; taught students from all of them, for as many steps. What the teachers' answers to the labelled images alone are worth is measured beside it.
/// </remarks>
[Kind("ensemble", "does a bigger ensemble teach a student of one size better, and how far down can it be compressed, where images without labels are at hand")]
public sealed record EnsembleStudy : Study
{
    internal const int Batch = 128;
    internal const double Temperature = 4;
    private const int Times = 4;

    internal static readonly int[] Sizes = [1, 2, 5, 10];
    internal static readonly string[] TeacherNames = [.. Enumerable.Range(1, Sizes[^1]).Select(i => string.Create(CultureInfo.InvariantCulture, $"teacher {i}"))];

    /// <summary>The first K teachers.</summary>
    internal static Ensemble Of(int size) => new(string.Create(CultureInfo.InvariantCulture, $"{size} {(size == 1 ? "teacher" : "teachers")}"), TeacherNames[..size]);

    /// <summary>The student of a teacher's size by K teachers. By hard labels alone it is a teacher.</summary>
    internal static string Whole(int size) => $"a teacher's size, by {Of(size).Name}";

    /// <summary>The student of a quarter of that by K teachers.</summary>
    internal static string Quarter(int size) => $"a quarter, by {Of(size).Name}";

    /// <summary>The same by hard labels alone.</summary>
    internal const string QuarterAlone = "a quarter, by hard labels";

    /// <summary>The students that the largest ensemble teaches on the labelled images alone.</summary>
    internal const string WholeFew = "a teacher's size, labelled images alone", QuarterFew = "a quarter, labelled images alone";

    internal override DatasetSpec Dataset(bool quick) => quick
        ? new FashionMnistSmall { Validation = 300, Limit = 640 }
        : new FashionMnist { Validation = 5000, Split = SplitKind.Tail };

    /// <summary>Images with a label, a multiple of the batch.</summary>
    internal static int Labelled(StudyFrame frame) => frame.Quick ? 128 : 12_800;

    /// <summary>Images that teachers answer for a student: so many times the labelled ones.</summary>
    internal static int Asked(StudyFrame frame) => Times * Labelled(frame);

    // Seeds that no student has: one that began with its teacher's initial weights would agree with it for no merit of its teaching.
    internal override IReadOnlyList<Arm> Teachers(StudyFrame frame) =>
        [.. TeacherNames.Select((name, i) => Taught(frame, name, FashionNetworks.Whole(frame.Data), 0) with { Seeds = [101 + i] })];

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
    [
        Taught(frame, QuarterAlone, FashionNetworks.Quarter(frame.Data), 0) with { Compared = [.. Sizes.Select(Of)] },
        .. Sizes.Select(size => Taught(frame, Whole(size), FashionNetworks.Whole(frame.Data), size)),
        .. Sizes.Select(size => Taught(frame, Quarter(size), FashionNetworks.Quarter(frame.Data), size)),
        Taught(frame, WholeFew, FashionNetworks.Whole(frame.Data), Sizes[^1], few: true),
        Taught(frame, QuarterFew, FashionNetworks.Quarter(frame.Data), Sizes[^1], few: true),
    ];

    internal override Findings Conclude(StudyFrame frame, Trials trials) => new EnsembleFindings(frame, trials).All(Epochs(frame));

    private static Arm Taught(StudyFrame frame, string name, StudentSpec student, int teachers, bool few = false) =>
        new(name, student, new Stage
        {
            Name = "train",
            Epochs = teachers == 0 || few ? Epochs(frame) : Epochs(frame) / Times,
            Loss = [teachers == 0 ? new CrossEntropy() : new SoftTarget { Temperature = Temperature }],
            // Soft targets have larger gradients than hard labels; clipping keeps one rate for both.
            ClipNorm = 5,
            Optimizer = new Sgd { Rate = 0.1, Momentum = 0.9, Nesterov = true, WeightDecay = 5e-4 },
            Schedule = new WarmupCosine(),
        }, Batch, frame.Quick ? 2 : 400, frame.Seeds)
        {
            Teachers = teachers == 0 ? [] : Of(teachers).Teachers,
            Compared = teachers == 0 ? [] : [Of(teachers)],
            Limit = teachers == 0 || few ? Labelled(frame) : Asked(frame),
            IsTested = true,
        };

    /// <summary>How often the labelled images are gone through; all of them so much more seldom that everybody takes as many steps.</summary>
    private static int Epochs(StudyFrame frame) => Times * (frame.Quick ? 1 : 3);
}
