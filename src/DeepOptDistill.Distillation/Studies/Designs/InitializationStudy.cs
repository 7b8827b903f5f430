using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Xavier's and He's initial weights in networks of 10, 20 and 30 layers, with ReLU and PReLU, and how far a signal carries in each.
/// </summary>
/// <remarks>
/// He et al. 2015, arXiv 1502.01852, section 2.2: their 30-layer network trains with He's weights and stalls with Xavier's.
/// </remarks>
[Kind("initialization", "from which depth on does a rectifier network train only with He's initial weights")]
public sealed record InitializationStudy : Study
{
    private const string Paper = "He et al. 2015";
    private const double Goal = 0.6;
    private const int Width = 96;
    private static readonly int[] Depths = [10, 20, 30];

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 1000, Limit = 4000 } : new FashionMnist { Validation = 2000 };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [
            .. from depth in Depths
            from activation in new[] { "ReLU", "PReLU" }
            from he in new[] { false, true }
            select new Arm(
                ArmOf(depth, activation, he),
                Networks.FullyConnected(
                    frame.Data,
                    depth,
                    Width,
                    () => [activation == "ReLU" ? new ReLU() : new PReLU()],
                    he ? new He() : new Glorot()
                ),
                new Stage
                {
                    Name = "train",
                    Epochs = frame.Epochs(frame.Quick ? 75 : 1700, 64),
                    Loss = [new CrossEntropy()],
                    Optimizer = new Sgd { Rate = 0.01, Momentum = 0.9 },
                    Schedule = new Constant(),
                },
                64,
                frame.Quick ? 25 : 100,
                frame.Seeds
            ),
        ];

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        IReadOnlyList<double> Reached(int depth, string activation, bool he) =>
            trials.First(ArmOf(depth, activation, he), p => p.Accuracy >= Goal);
        string Both(int depth, string activation) => $"{Reaches(depth, activation, true)}; {Reaches(depth, activation, false)}";
        string Rectified(int depth) =>
            $"{depth} layers {Trials.Steps(Reached(depth, "ReLU", true))} and {Trials.Steps(Reached(depth, "ReLU", false))}";
        string Reaches(int depth, string activation, bool he) =>
            $"{(he ? "He" : "Xavier")}: {Trials.Steps(Reached(depth, activation, he))} steps to {100 * Goal:0} %, "
            + $"{Trials.Percent(trials.Last(ArmOf(depth, activation, he), p => p.Accuracy))} at the end";
        var signal = new ChartRecord(
            "How far a signal carries",
            "layer",
            "mean square of the activations (first layer = 1)",
            false,
            true,
            [.. from he in new[] { false, true } select Signal(frame.Data, he)]
        );
        var shrink = signal.Lines[0].Points[^1].Value / signal.Lines[0].Points[0].Value;
        return new Findings(
            $"Steps to {100 * Goal:0} % with He's and with Xavier's weights under ReLU: "
                + $"{string.Join("; ", Depths.Select(Rectified))}.",
            [
                $"Fully connected, {Width} units a layer, no norm, batch 64, momentum 0.9, rate 0.01 for all arms; Xavier is Glorot's "
                    + "uniform with variance 2 / (n_in + n_out), He's has 2 / n_in.",
                $"The goal is {100 * Goal:0} % on the validation split.",
            ],
            [
                new ClaimRecord("30 layers, ReLU", "He converges, Xavier stalls", Both(30, "ReLU"), Paper),
                new ClaimRecord("about 20 layers, ReLU", "both converge, He earlier (22 layers)", Both(20, "ReLU"), Paper),
                new ClaimRecord("10 layers, ReLU", "no accuracy lost with Xavier (14 layers)", Both(10, "ReLU"), Paper),
                new ClaimRecord(
                    "mean square of activations from layer 1 to 30, Xavier under ReLU",
                    "falls by 2^-29 = 1.9e-9",
                    FormattableString.Invariant($"falls by {shrink:0.0e0}"),
                    Paper
                ),
                new ClaimRecord("30 layers, PReLU", "–", Both(30, "PReLU"), Paper),
            ],
            [
                new TableRecord(
                    "By depth",
                    ["layers, activation, weights", $"steps to {100 * Goal:0} %", "accuracy at the end", "training loss at the end"],
                    [
                        .. from arm in trials.All.Select(t => t.Arm).Distinct()
                        select (IReadOnlyList<string>)
                            [
                                arm,
                                Trials.Steps(trials.First(arm, p => p.Accuracy >= Goal)),
                                Trials.Percent(trials.Last(arm, p => p.Accuracy)),
                                FormattableString.Invariant($"{trials.Last(arm, p => p.TrainLoss).Average():0.000}"),
                            ],
                    ]
                ),
            ],
            [
                .. Depths.Select(depth =>
                    trials.Chart(
                        $"{depth} layers: training loss",
                        "training loss",
                        trials.All.Select(t => t.Arm).Distinct().Where(a => a.StartsWith($"{depth} ", StringComparison.Ordinal)),
                        p => p.TrainLoss
                    )
                ),
                signal,
            ]
        );
    }

    private static string ArmOf(int depth, string activation, bool he) => $"{depth} layers, {activation}, {(he ? "He" : "Xavier")}";

    private static LineRecord Signal(Dataset data, bool he)
    {
        var spec = Networks.FullyConnected(data, 30, 256, () => [new ReLU()], he ? new He() : new Glorot());
        var levels = Enumerable.Range(1, 3).Select(seed => SignalLevels.Of(spec, data.Validation, new Seed((ulong)seed))).ToList();
        return new LineRecord(
            he ? "He" : "Xavier",
            [
                .. Enumerable
                    .Range(0, levels[0].Count)
                    .Select(l => new LinePoint(
                        l + 1,
                        levels.Average(x => x[l] / x[0]),
                        levels.Min(x => x[l] / x[0]),
                        levels.Max(x => x[l] / x[0])
                    )),
            ]
        );
    }
}
