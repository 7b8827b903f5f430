using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// The paper's figure 2: networks of one budget of multiplications, ever deeper and thinner, by backprop, by distillation and by hints; and
/// with batch norm.
/// </summary>
/// <remarks>Romero et al. 2015, arXiv 1412.6550, section 4.1.</remarks>
[Kind("depth", "at a fixed budget of multiplications, up to which depth does a network train, and what takes it further")]
public sealed record DepthStudy : Study
{
    private const string Paper = "Romero et al. 2015",
        Teacher = "fashion-wide-c",
        Tap = "fashion-wide-c/block3";
    private const long Budget = 3_000_000;
    private const double Trained = 0.5;
    private const int Batch = 64;
    private static readonly string[] Ways = ["backprop", "KD", "hints + KD"];

    internal override DatasetSpec Dataset(bool quick) =>
        quick
            ? new FashionMnistSmall { Validation = 300, Limit = 384 }
            : new FashionMnist
            {
                Validation = 5000,
                Split = SplitKind.Tail,
                Limit = 5_120,
            };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [.. from norm in new[] { false, true } from depth in Depths(frame) from way in Ways select Of(frame, depth, way, norm)];

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        IReadOnlyList<double> Accuracy(int depth, string way, bool norm) => trials.Last(ArmOf(depth, way, norm), p => p.Accuracy);
        double Mean(int depth, string way, bool norm) => Accuracy(depth, way, norm).Where(double.IsFinite).DefaultIfEmpty(0).Average();
        string Deepest(string way, bool norm) =>
            Depths(frame).Where(depth => Mean(depth, way, norm) >= Trained).Select(depth => $"{depth} layers").LastOrDefault("none");
        (int Depth, string Way) Best(bool norm) =>
            (from depth in Depths(frame) from way in Ways select (depth, way)).MaxBy(at => Mean(at.depth, at.way, norm));
        string Told((int Depth, string Way) at, bool norm) =>
            FormattableString.Invariant($"{at.Depth} layers by {at.Way}, {Trials.Percent(Accuracy(at.Depth, at.Way, norm))}");
        string Lift(bool norm) =>
            string.Join(
                "; ",
                Depths(frame)
                    .Select(depth =>
                        FormattableString.Invariant(
                            $"{depth}: {100 * (Mean(depth, Ways[2], norm) - Mean(depth, Ways[1], norm)):+0.0;−0.0;0.0}"
                        )
                    )
            );
        return new Findings(
            $"Without batch norm the deepest network that trains has {Deepest(Ways[0], false)} by backprop, {Deepest(Ways[1], false)} "
                + $"by KD and {Deepest(Ways[2], false)} by hints and KD; with batch norm {Deepest(Ways[0], true)}, "
                + $"{Deepest(Ways[1], true)} and {Deepest(Ways[2], true)}.",
            [
                FormattableString.Invariant(
                    $"Maxout networks of 3×3 convolutions in three blocks, {Budget:#,0} multiplications an image whatever the depth, "
                ) + "initial weights uniform in ±0.005 as in the paper; with batch norm before each maxout, or without.",
                FormattableString.Invariant($"Teacher: the bundled {Teacher}; hint: its third block to the middle layer of the student. ")
                    + FormattableString.Invariant(
                        $"{Epochs(frame, norm: true)} epochs for every arm with batch norm and {Epochs(frame, norm: false)} for every "
                    )
                    + "one without, a third of them on hints where there are any, RMSprop as FitNets' code has it, rate 0.005 along "
                    + FormattableString.Invariant(
                        $"a cosine, batch {Batch}; KD as in the paper, τ = {FitNetsLoss.Temperature}, λ from 4 to 1."
                    ),
                FormattableString.Invariant($"\"Trains\": more than {100 * Trained:0} % on average; chance is 10 %."),
            ],
            [
                new ClaimRecord(
                    "deepest network that backprop trains",
                    "5 layers at 30 M multiplications",
                    $"{Deepest(Ways[0], false)}; with batch norm {Deepest(Ways[0], true)}",
                    Paper
                ),
                new ClaimRecord(
                    "deepest that KD trains",
                    "7 layers",
                    $"{Deepest(Ways[1], false)}; with batch norm {Deepest(Ways[1], true)}",
                    Paper
                ),
                new ClaimRecord(
                    "deepest that hints and KD train",
                    "13 layers",
                    $"{Deepest(Ways[2], false)}; with batch norm {Deepest(Ways[2], true)}",
                    Paper
                ),
                new ClaimRecord(
                    "best depth",
                    "11 layers gain 3.4 points over 5",
                    $"{Told(Best(false), false)}; with batch norm {Told(Best(true), true)}",
                    Paper
                ),
                new ClaimRecord(
                    "what hints add to KD by depth, in points",
                    "the more, the deeper",
                    $"{Lift(false)}; with batch norm {Lift(true)}",
                    Paper
                ),
            ],
            [
                .. new[] { false, true }.Select(norm => new TableRecord(
                    norm ? "With batch norm: validation accuracy" : "Without batch norm: validation accuracy",
                    ["layers", .. Ways],
                    [
                        .. Depths(frame)
                            .Select(depth =>
                                (IReadOnlyList<string>)[$"{depth}", .. Ways.Select(way => Trials.Percent(Accuracy(depth, way, norm)))]
                            ),
                    ]
                )),
                new TableRecord(
                    "The networks",
                    ["layers", "channels"],
                    [
                        .. Depths(frame)
                            .Select(depth =>
                                (IReadOnlyList<string>)
                                    [
                                        $"{depth}",
                                        string.Join(" ", DepthNetworks.WidthsOf(DepthNetworks.Of(frame.Data, depth, Budget, false))),
                                    ]
                            ),
                    ]
                ),
            ],
            [
                .. new[] { false, true }.Select(norm => new ChartRecord(
                    norm ? "With batch norm" : "Without batch norm",
                    "layers",
                    "validation accuracy",
                    true,
                    false,
                    [
                        .. Ways.Select(way => new LineRecord(
                            way,
                            [.. Depths(frame).Select(depth => PointOf(depth, Accuracy(depth, way, norm)))]
                        )),
                    ]
                )),
            ],
            "A training whose loss is no longer finite counts as chance."
        );
    }

    private static int[] Depths(StudyFrame frame) => frame.Quick ? [3, 7] : [3, 7, 13, 19];

    // Batch norm needs fewer epochs, and each takes longer.
    private static int Epochs(StudyFrame frame, bool norm) =>
        frame.Quick ? 2
        : norm ? 6
        : 15;

    private static int HintEpochs(StudyFrame frame, bool norm) => Math.Max(1, Epochs(frame, norm) / 3);

    private static string ArmOf(int depth, string way, bool norm) => $"{depth} layers, {way}{(norm ? ", batch norm" : "")}";

    private static LinePoint PointOf(int depth, IReadOnlyList<double> accuracies)
    {
        var whole = accuracies.Select(a => double.IsFinite(a) ? a : 0.1).ToList();
        return new LinePoint(depth, whole.Average(), whole.Min(), whole.Max());
    }

    private static Arm Of(StudyFrame frame, int depth, string way, bool norm) =>
        new(
            ArmOf(depth, way, norm),
            DepthNetworks.Of(frame.Data, depth, Budget, norm),
            Stages(frame, depth, way, norm),
            Batch,
            frame.Quick ? 3 : 100,
            frame.Seeds
        )
        {
            Teachers = way == Ways[0] ? [] : [Teacher],
        };

    private static IReadOnlyList<Stage> Stages(StudyFrame frame, int depth, string way, bool norm)
    {
        var (all, hint) = (Epochs(frame, norm), HintEpochs(frame, norm));
        if (way == Ways[0])
            return [Stage("backprop", all, [new CrossEntropy()])];
        return way == Ways[1]
            ? [Stage("distill", all, FitNetsLoss.Distillation)]
            :
            [
                Stage("hint", hint, [new HintMean { Teacher = Tap, Student = DepthNetworks.Guided(depth) }]),
                Stage("distill", all - hint, FitNetsLoss.Distillation),
            ];
    }

    private static Stage Stage(string name, int epochs, IReadOnlyList<Loss> loss) =>
        new()
        {
            Name = name,
            Epochs = epochs,
            Loss = loss,
            Optimizer = new RmsPropFitNets { Rate = 0.005 },
            Schedule = new Cosine(),
        };
}
