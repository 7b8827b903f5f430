using System.Globalization;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using static DeepOptDistill.Distillation.Studies.Designs.EnsembleStudy;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>What the trainings of <see cref="EnsembleStudy"/> say.</summary>
internal sealed class EnsembleFindings(StudyFrame frame, Trials trials)
{
    private const string WholeTitle = "A student of a teacher's size",
        QuarterTitle = "A student of a quarter of that";

    // What is smaller than this between an ensemble and the student by hard labels, in accuracy or nats, is no gap to close.
    private const double LeastGap = 0.002;

    private readonly NetworkCost whole = NetworkCost.Of(WholeNetwork(frame.Data), frame.Data.Shape),
        quarter = NetworkCost.Of(QuarterNetwork(frame.Data), frame.Data.Shape);

    // The short form measures one for all: they are the same net.
    private readonly IReadOnlyList<NetworkCost> measured =
    [
        .. TeacherNames
            .Take(frame.Quick ? 1 : TeacherNames.Length)
            .Select(name => NetworkCost.Of(frame.Kept.Model(name, trials.Of(name)[0].Seed), frame.Data.Shape)),
    ];

    private IReadOnlyList<NetworkCost> Members => [.. TeacherNames.Select((_, i) => measured[Math.Min(i, measured.Count - 1)])];

    public Findings All() =>
        new(
            $"Taught by {string.Join(", ", Sizes)} teachers, a student of one teacher's size has {Each(size => Accuracy(Whole(size)))} "
                + $"of the test images right, by hard labels {Accuracy(WholeAlone)}; one of a quarter of that size "
                + $"{Each(size => Accuracy(Quarter(size)))}, by hard labels {Accuracy(QuarterAlone)}. The ensembles themselves: "
                + $"{Each(size => Trials.Percent([Ensembles(size)]))}. After as many steps as the teachers, hard labels give "
                + $"{Accuracy(TeacherNames)} and {Accuracy(QuarterSoon)}. Of what ten teachers gain in likelihood the larger student "
                + $"keeps {LikelihoodGap(Kinds()[0], 10)}, the smaller {LikelihoodGap(Kinds()[1], 10)}.",
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Labels are few, images are not: {Labelled(frame):#,0} images have labels, class balanced; teachers and students "
                        + $"by hard labels learn from these. The taught learn from what teachers say of {Asked(frame):#,0} images, "
                        + $"which include them, and never from a label."
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Teachers: ten nets of four 3×3 convolutions, {Channels(WholeNetwork(frame.Data))} channels with batch norm, "
                        + $"{whole.Parameters:#,0} parameters, that differ in their seeds. An ensemble of K is the first K of them, "
                        + $"mixed by the mean of their probabilities."
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Students: 1/K of the parameters of K teachers is one teacher's size for every K, so that student is a teacher's "
                        + $"net; 1/(4K) is a quarter of it: half the channels, {quarter.Parameters:#,0} parameters. Two sizes, by four "
                        + $"ensembles: {Each(size => Times(size * whole.Parameters, whole.Parameters))} and "
                        + $"{Each(size => Times(size * whole.Parameters, quarter.Parameters))} smaller than their ensembles."
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A teacher takes {Steps:#,0} steps, which is {Epochs(frame)} epochs of the labelled images; a student "
                        + $"{Patience * Steps:#,0}, taught or by hard labels. All on images as they are: batch {Batch}, SGD with "
                        + $"Nesterov's momentum, warm-up and cosine. Hard labels: cross-entropy. Taught: T²·KL at T = {Temperature}."
                ),
            ],
            Claims(),
            [Accuracies(), Agreements(), Calibration(), Likelihood(), Costs()],
            [
                new ChartRecord(
                    "Test accuracy by number of teachers",
                    "teachers",
                    "test accuracy",
                    IsShare: true,
                    IsLogarithmic: false,
                    [
                        Line("ensemble", size => [Ensembles(size)]),
                        Line("a teacher's size, taught", size => Tested(Whole(size))),
                        Line("a teacher's size, hard labels", _ => Tested(WholeAlone)),
                        Line("a quarter, taught", size => Tested(Quarter(size))),
                        Line("a quarter, hard labels", _ => Tested(QuarterAlone)),
                    ]
                ),
                trials.Chart(
                    $"{WholeTitle}: validation accuracy",
                    "validation accuracy",
                    [TeacherNames[0], WholeAlone, .. Sizes.Select(Whole)],
                    p => p.Accuracy,
                    share: true
                ),
                trials.Chart(
                    $"{QuarterTitle}: validation accuracy",
                    "validation accuracy",
                    [QuarterSoon, QuarterAlone, .. Sizes.Select(Quarter)],
                    p => p.Accuracy,
                    share: true
                ),
            ],
            "Latency: the median on one thread, one image at a time, students and ensembles measured one after the other at the end of "
                + "this run; an ensemble's is the sum of its members'.",
            "Expected calibration error: over 15 bins. Nats: mean negative log-likelihood of the labels; its gap closed counts from "
                + "those hard labels, after few steps or many, that have the lower.",
            "Gap closed: (taught − hard labels) / (ensemble − hard labels) of mean accuracies, from those hard labels, after few steps "
                + "or many, that have more of the validation images right. One ensemble of each size was drawn: how good its first "
                + "members happen to be is part of the figures, the spread over seeds is of students alone.",
            "In the table of agreement, hard labels are those after as many steps as the taught take."
        );

    private int Steps => Epochs(frame) * (Labelled(frame) / Batch);

    private IReadOnlyList<ClaimRecord> Claims() =>
        [
            new(
                "the share of what ten teachers gain that one net of their size keeps",
                "86 % of the gain in frame accuracy (speech: 58.9, 61.1 and 60.8 %)",
                Gap(Ensembles(10), Better(TeacherNames, [WholeAlone]), Whole(10)),
                "Hinton, Vinyals & Dean 2015"
            ),
            new(
                "a bigger ensemble teaches better",
                "15.1 % error on CIFAR-10 by one teacher, 14.2 % by an ensemble",
                $"{Accuracy(Whole(1))} by one, {Accuracy(Whole(10))} by ten; a quarter {Accuracy(Quarter(1))} and {Accuracy(Quarter(10))}",
                "Ba & Caruana 2014"
            ),
            new(
                "how far down",
                "about a thousand times smaller with negligible loss (tables, boosted trees and others, into small nets)",
                $"{Times(10 * whole.Parameters, quarter.Parameters)} smaller than ten: {Trials.Percent([Ensembles(10)])} becomes "
                    + $"{Accuracy(Quarter(10))}",
                "Bucila et al. 2006"
            ),
            new(
                "a student of its one teacher's size passes it",
                "it does",
                $"{Accuracy(Whole(1))}, its teacher {Accuracy(TeacherNames[0])}, the ten {Accuracy(TeacherNames)}",
                "Furlanello et al. 2018"
            ),
        ];

    private TableRecord Accuracies() =>
        new(
            "Accuracy",
            ["student", "teachers", "smaller", "ensemble", Labels(Steps), Labels(Patience * Steps), "taught", "gap closed"],
            [
                .. from kind in Kinds()
                from size in Sizes
                select (IReadOnlyList<string>)
                    [
                        kind.Name,
                        Number(size),
                        Times(size * whole.Parameters, kind.Cost.Parameters),
                        Trials.Percent([Ensembles(size)]),
                        Accuracy(kind.Soon),
                        Accuracy(kind.Alone),
                        Accuracy(kind.Taught(size)),
                        Gap(Ensembles(size), Better(kind.Soon, [kind.Alone]), kind.Taught(size)),
                    ],
            ]
        );

    private TableRecord Agreements() =>
        new(
            "Agreement with the ensemble",
            ["student", "teachers", "hard labels", "taught"],
            [
                .. from kind in Kinds()
                from size in Sizes
                select (IReadOnlyList<string>)[kind.Name, Number(size), Agreement(kind.Alone, size), Agreement(kind.Taught(size), size)],
            ]
        );

    private TableRecord Calibration() =>
        new(
            "Calibration: expected calibration error",
            ["student", "teachers", "ensemble", Labels(Steps), Labels(Patience * Steps), "taught"],
            [
                .. from kind in Kinds()
                from size in Sizes
                select (IReadOnlyList<string>)
                    [
                        kind.Name,
                        Number(size),
                        Trials.Percent([frame.Lessons.Judged(EnsembleStudy.Of(size).Teachers).CalibrationError]),
                        .. new[] { kind.Soon, [kind.Alone], [kind.Taught(size)] }.Select(arms =>
                            Trials.Percent(Values(arms, TrialTest.CalibrationError))
                        ),
                    ],
            ]
        );

    private TableRecord Likelihood() =>
        new(
            "Likelihood: nats a label",
            ["student", "teachers", "ensemble", Labels(Steps), Labels(Patience * Steps), "taught", "gap closed"],
            [
                .. from kind in Kinds()
                from size in Sizes
                select (IReadOnlyList<string>)
                    [
                        kind.Name,
                        Number(size),
                        Nats(Surprise(size)),
                        Nats(Surprise(kind.Soon)),
                        Nats(Surprise([kind.Alone])),
                        Nats(Surprise([kind.Taught(size)])),
                        LikelihoodGap(kind, size),
                    ],
            ]
        );

    private TableRecord Costs() =>
        new(
            "Costs",
            ["network", "parameters", "MACs", "latency", "of ten teachers'"],
            [
                .. Sizes.Select(size => Row(EnsembleStudy.Of(size).Name, NetworkCost.Sum(Members.Take(size)))),
                Row(WholeTitle, whole),
                Row(QuarterTitle, quarter),
            ]
        );

    private IReadOnlyList<string> Row(string name, NetworkCost cost) =>
        [
            name,
            Number(cost.Parameters),
            Number(cost.Macs),
            string.Create(CultureInfo.InvariantCulture, $"{cost.LatencyMs:0.000} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{100 * cost.LatencyMs / NetworkCost.Sum(Members).LatencyMs:0.0} %"),
        ];

    private IReadOnlyList<Kind> Kinds() =>
        [new("a teacher's size", whole, TeacherNames, WholeAlone, Whole), new("a quarter", quarter, [QuarterSoon], QuarterAlone, Quarter)];

    private string Agreement(string arm, int size) =>
        Trials.Percent(trials.Value(arm, TrialTest.AgreementWith(EnsembleStudy.Of(size).Name)));

    private double Ensembles(int size) => frame.Lessons.TestAccuracy(EnsembleStudy.Of(size).Teachers);

    /// <summary>The arms that have more of the validation images right.</summary>
    private IReadOnlyList<string> Better(params IReadOnlyList<string>[] arms) =>
        arms.MaxBy(one => Mean([.. one.SelectMany(arm => trials.Last(arm, p => p.Accuracy))]))!;

    private IReadOnlyList<double> Values(IReadOnlyList<string> arms, string name) => [.. arms.SelectMany(arm => trials.Value(arm, name))];

    private IReadOnlyList<double> Tested(params IReadOnlyList<string> arms) => Values(arms, TrialTest.Accuracy);

    private double Surprise(IReadOnlyList<string> arms) => Mean(Values(arms, TrialTest.Surprise));

    private double Surprise(int size) => frame.Lessons.TestSurprise(EnsembleStudy.Of(size).Teachers);

    private string Accuracy(params IReadOnlyList<string> arms) => Trials.Percent(Tested(arms));

    private string Gap(double ensemble, IReadOnlyList<string> alone, string taught)
    {
        var (from, to) = (Mean(Tested(alone)), Mean(Tested(taught)));
        return ensemble - from >= LeastGap ? Share((to - from) / (ensemble - from)) : "no gap";
    }

    private string LikelihoodGap(Kind kind, int size)
    {
        var (from, to) = (Math.Min(Surprise(kind.Soon), Surprise([kind.Alone])), Surprise([kind.Taught(size)]));
        return from - Surprise(size) >= LeastGap ? Share((from - to) / (from - Surprise(size))) : "no gap";
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0;−0} %");

    private static LineRecord Line(string name, Func<int, IReadOnlyList<double>> values) =>
        new(
            name,
            [
                .. Sizes
                    .Select(size => (size, seen: values(size)))
                    .Where(v => v.seen.All(double.IsFinite))
                    .Select(v => new LinePoint(v.size, v.seen.Average(), v.seen.Min(), v.seen.Max())),
            ]
        );

    private static string Labels(int steps) => string.Create(CultureInfo.InvariantCulture, $"labels, {steps:#,0} steps");

    private static string Channels(StudentSpec network) => string.Join('-', network.Layers.OfType<Conv>().Select(layer => layer.Channels));

    private static string Each(Func<int, string> text) => string.Join(", ", Sizes.Select(text));

    private static string Times(long large, long small) => string.Create(CultureInfo.InvariantCulture, $"{(double)large / small:0.#} ×");

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Nats(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static double Mean(IReadOnlyList<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>A size of student, with the arms that train it by labels and by teachers.</summary>
    private sealed record Kind(string Name, NetworkCost Cost, IReadOnlyList<string> Soon, string Alone, Func<int, string> Taught);
}
