using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// The experiments on MNIST by which distillation became known: a large net with dropout teaches a plain one, at several temperatures, also
/// digits that the plain one never sees; and what soft targets are worth where there is little data.
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 3. The comparison of 3 % of the data by hard and by soft targets is theirs on
/// speech, section 6.
/// </remarks>
[Kind("hinton-mnist", "what of a large net's skill with digits passes to a plain one, and of digits that this one never sees")]
public sealed record HintonMnistStudy : Study
{
    internal const string Alone = "student alone",
        Distilled = "distilled",
        ByEnsemble = "distilled from three",
        AtBest = "distilled at the sweep's best T",
        NoThree = "no 3s",
        SevenEight = "7s and 8s alone";
    internal const string LittleHard = "3 %, hard targets",
        LittleSoft = "3 %, soft targets";
    internal const double Temperature = 20;

    internal static readonly string[] Three = ["teacher 1", "teacher 2", "teacher 3"];
    internal static readonly int[] Widths = [300, 30];
    internal static readonly double[] Temperatures = [1, 2, 4, 8, 20];

    internal static string Swept(int width, double temperature) =>
        string.Create(CultureInfo.InvariantCulture, $"{width} units, T = {temperature}");

    internal static string Plain(int width) => $"{width} units, alone";

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 300, Limit = 640 } : new Mnist { Validation = 10_000, Split = SplitKind.Tail };

    internal override IReadOnlyList<Arm> Teachers(StudyFrame frame) =>
        [
            .. Three.Select(
                (name, i) =>
                    new Arm(
                        name,
                        HintonNetworks.Teacher(frame.Data),
                        Stage(EpochsOfTeachers(frame), [new CrossEntropy()]) with
                        {
                            // The squared length of the weights into a unit is at most 15, as in the paper on dropout.
                            MaxNorm = [new MaxNorm { Norm = Math.Sqrt(15) }],
                        },
                        Batch(frame),
                        ProbeEvery(frame, frame.Data.Train.Count, EpochsOfTeachers(frame)),
                        [i + 1]
                    )
                    {
                        IsTested = true,
                        Augmentations = [new PadAndCrop { Pad = 2 }],
                    }
            ),
        ];

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [
            Of(frame, Alone, 800, [new CrossEntropy()]),
            Of(frame, Distilled, 800, Soft(Temperature)) with
            {
                Teachers = [Three[0]],
            },
            Of(frame, ByEnsemble, 800, Soft(Temperature)) with
            {
                Teachers = Three,
            },
            .. from width in Widths
            from arm in Temperatures
                .Select(t => Of(frame, Swept(width, t), width, Soft(t)) with { Teachers = [Three[0]] })
                .Prepend(Of(frame, Plain(width), width, [new CrossEntropy()]))
            select arm,
            Of(frame, NoThree, 800, Soft(Temperature), new TransferSpec { Without = ["3"] }) with
            {
                Teachers = [Three[0]],
            },
            Of(frame, SevenEight, 800, Soft(Temperature), new TransferSpec { Only = ["7", "8"] }) with
            {
                Teachers = [Three[0]],
            },
            Of(frame, LittleHard, 800, [new CrossEntropy()], limit: Little(frame)),
            Of(frame, LittleSoft, 800, Soft(Temperature), limit: Little(frame)) with
            {
                Teachers = [Three[0]],
            },
        ];

    // Arms are chosen by the validation split alone.
    internal override IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials) =>
        [Of(frame, AtBest, 800, Soft(BestTemperature(trials, 300))) with { Teachers = [Three[0]] }];

    /// <summary>The temperature of the sweep that is best on the validation split.</summary>
    internal static double BestTemperature(Trials trials, int width) =>
        Temperatures.MinBy(t =>
            trials.Last(Swept(width, t), p => 1 - p.Accuracy).Where(double.IsFinite).DefaultIfEmpty(double.PositiveInfinity).Average()
        );

    internal override Findings Conclude(StudyFrame frame, Trials trials) =>
        new HintonFindings(frame, trials).All(
            EpochsOfTeachers(frame),
            (Epochs(frame, 800), Epochs(frame, 300)),
            Little(frame),
            Batch(frame)
        );

    private static Arm Of(
        StudyFrame frame,
        string name,
        int width,
        IReadOnlyList<Loss> loss,
        TransferSpec? transfer = null,
        int? limit = null
    )
    {
        var images = transfer?.Take(frame.Data.Train).Count ?? limit ?? frame.Data.Train.Count;
        var epochs = EpochsOf(frame, width, images);
        return new Arm(
            name,
            HintonNetworks.Student(frame.Data, width),
            Stage(epochs, loss),
            Batch(frame),
            ProbeEvery(frame, images, epochs),
            frame.Seeds
        )
        {
            Transfer = transfer,
            Limit = limit,
            IsTested = true,
        };
    }

    private static IReadOnlyList<Loss> Soft(double temperature) => [new SoftTarget { Temperature = temperature }];

    private static Stage Stage(int epochs, IReadOnlyList<Loss> loss) =>
        new()
        {
            Name = "train",
            Epochs = epochs,
            Loss = loss,
            Optimizer = new Adam { Rate = 1e-3 },
            Schedule = new WarmupCosine(),
        };

    private static int Batch(StudyFrame frame) => frame.Quick ? 16 : 128;

    /// <summary>About once in as many steps as an epoch of the whole set has, and at the end.</summary>
    private static int ProbeEvery(StudyFrame frame, int images, int epochs)
    {
        var steps = epochs * (images / Batch(frame));
        return steps / Math.Max(1, steps / (frame.Quick ? 10 : 390));
    }

    private static int EpochsOfTeachers(StudyFrame frame) => frame.Quick ? 1 : 24;

    private static int Epochs(StudyFrame frame, int width) =>
        frame.Quick ? 1
        : width == 800 ? 32
        : 20;

    /// <summary>3 % of the training images; at least a batch.</summary>
    private static int Little(StudyFrame frame) => Math.Max(Batch(frame), (int)Math.Round(0.03 * frame.Data.Train.Count));

    /// <summary>
    /// A small transfer set is gone through more often, but not for as many steps as the whole: that brings nothing more.
    /// </summary>
    private static int EpochsOf(StudyFrame frame, int width, int images) =>
        frame.Quick
            ? 1
            : Math.Max(Epochs(frame, width), Math.Min(60, (int)Math.Round((double)Epochs(frame, width) * frame.Data.Train.Count / images)));
}
