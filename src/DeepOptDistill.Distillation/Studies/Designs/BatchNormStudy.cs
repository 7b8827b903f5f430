using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Two experiments of the batch-norm paper: three layers of 100 sigmoid units on MNIST, with and without; and a deep ReLU network at 1, 5
/// and 30 times the rate that is best without it, where the paper has Inception on ImageNet.
/// </summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167, sections 4.1 and 4.2.</remarks>
[Kind("batch-norm", "how many fewer steps does a network need with batch normalization, and what rates does it bear")]
public sealed record BatchNormStudy : Study
{
    private const string Paper = "Ioffe & Szegedy 2015";
    private const string Sigmoid = "3 × 100 sigmoid",
        SigmoidNorm = "3 × 100 sigmoid, batch norm";
    private const double SigmoidGoal = 0.9;
    private static readonly double[] Rates = [0.02, 0.05, 0.1, 0.2];
    private static readonly double[] Factors = [1, 5, 30];

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 1000, Limit = 4000 } : new Mnist { Validation = 2000 };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame)
    {
        var stage = Stage(new Sgd { Rate = 0.1, Momentum = 0 }, frame.Epochs(frame.Quick ? 300 : 12_000, 60));
        Arm Of(string name, bool norm) =>
            new(
                name,
                Networks.FullyConnected(frame.Data, 3, 100, () => norm ? [new BatchNorm(), new Sigmoid()] : [new Sigmoid()], new Glorot()),
                stage,
                60,
                frame.Quick ? 50 : 250,
                frame.Seeds
            );
        return
        [
            Of(Sigmoid, false),
            Of(SigmoidNorm, true),
            .. (frame.Quick ? Rates[1..3] : Rates).Select(rate => Deep(frame, Plain(rate), rate, norm: false) with { Seeds = [11] }),
        ];
    }

    internal override IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials)
    {
        var rate = Best(trials);
        return
        [
            Deep(frame, "plain × 1", rate, false),
            Deep(frame, "plain × 5", 5 * rate, false),
            .. Factors.Select(f => Deep(frame, FormattableString.Invariant($"batch norm × {f}"), f * rate, true)),
        ];
    }

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        var rate = Best(trials);
        string[] deep = ["plain × 1", "plain × 5", "batch norm × 1", "batch norm × 5", "batch norm × 30"];
        var goal = trials.Last(deep[0], p => p.Accuracy).Where(double.IsFinite).DefaultIfEmpty(0).Average();
        IReadOnlyList<double> Reached(string arm) => trials.First(arm, p => p.Accuracy >= goal);
        var plain = Trials.Median(Reached(deep[0]).Select(s => double.IsFinite(s) ? s : trials.Of(deep[0])[0].Points[^1].Step).ToList());
        var (slow, fast) = (
            trials.First(Sigmoid, p => p.Accuracy >= SigmoidGoal),
            trials.First(SigmoidNorm, p => p.Accuracy >= SigmoidGoal)
        );
        var best = deep[2..].MinBy(arm => Trials.Median(Reached(arm)))!;
        return new Findings(
            $"With batch norm the sigmoid network reaches {100 * SigmoidGoal:0} % in {Trials.Steps(fast)} steps instead of "
                + $"{Trials.Steps(slow)}; the deep ReLU network needs {Trials.Ratio(plain, Trials.Median(Reached(best)))} fewer steps "
                + $"({best} the rate).",
            [
                "Sigmoid: 784-100-100-100-10 on MNIST, batch 60, plain gradient descent at rate 0.1, Glorot's initial weights (the "
                    + "paper gives neither rate nor deviation).",
                FormattableString.Invariant(
                    $"Deep: six 3×3 convolutions of 16 to 32 channels, ReLU, batch 64, momentum 0.9; {rate} is the best of "
                )
                    + FormattableString.Invariant(
                        $"{string.Join(", ", Rates)} without batch norm (one seed of its own), and is then multiplied by 1, 5 and 30."
                    ),
                FormattableString.Invariant(
                    $"The deep network's goal is what it reaches at its end without batch norm: {100 * goal:0.00} %."
                ),
            ],
            [
                new ClaimRecord(
                    "sigmoid network on MNIST",
                    "trains faster and ends higher",
                    $"{Trials.Percent(trials.Last(SigmoidNorm, p => p.Accuracy))} with, "
                        + $"{Trials.Percent(trials.Last(Sigmoid, p => p.Accuracy))} without",
                    Paper
                ),
                new ClaimRecord(
                    "steps to the plain network's accuracy, same rate",
                    "2.3 × fewer (31.0 M to 13.3 M)",
                    Trials.Ratio(plain, Trials.Median(Reached(deep[2]))),
                    Paper
                ),
                new ClaimRecord(
                    "the same at 5 times the rate",
                    "14 × fewer (31.0 M to 2.1 M)",
                    Trials.Ratio(plain, Trials.Median(Reached(deep[3]))),
                    Paper
                ),
                new ClaimRecord(
                    "the same at 30 times the rate",
                    "11 × fewer, and the highest accuracy",
                    $"{Trials.Ratio(plain, Trials.Median(Reached(deep[4])))}; {Trials.Percent(trials.Last(deep[4], p => p.Accuracy))}",
                    Paper
                ),
                new ClaimRecord(
                    "5 times the rate without batch norm",
                    "does not train",
                    Trials.Percent(trials.Last(deep[1], p => p.Accuracy)),
                    Paper
                ),
            ],
            [
                new TableRecord(
                    "The deep network",
                    ["arm", "steps to the goal", "accuracy at the end"],
                    [
                        .. deep.Select(arm =>
                            (IReadOnlyList<string>)[arm, Trials.Steps(Reached(arm)), Trials.Percent(trials.Last(arm, p => p.Accuracy))]
                        ),
                    ]
                ),
                new TableRecord(
                    "The search for the plain network's rate",
                    ["rate", "loss at the end"],
                    [
                        .. trials
                            .All.Where(t => t.Seed == 11)
                            .Select(t =>
                                (IReadOnlyList<string>)
                                    [t.Arm, t.Failure is null ? FormattableString.Invariant($"{t.Points[^1].Loss:0.000}") : "broke off"]
                            ),
                    ]
                ),
            ],
            [
                trials.Chart("Sigmoid network: accuracy", "validation accuracy", [Sigmoid, SigmoidNorm], p => p.Accuracy, share: true),
                trials.Chart("Deep ReLU network: accuracy", "validation accuracy", deep, p => p.Accuracy, share: true),
            ],
            "The paper's speed-ups are of Inception on ImageNet; those here are of a small network on small images, where the plain "
                + "network trains well too."
        );
    }

    private static string Plain(double rate) => FormattableString.Invariant($"plain, rate {rate}");

    private static double Best(Trials trials) =>
        Rates
            .Where(rate => trials.Of(Plain(rate)).Count > 0)
            .MinBy(rate => trials.Of(Plain(rate))[0] is { Failure: null } trial ? trial.Points[^1].Loss : double.PositiveInfinity);

    private static Arm Deep(StudyFrame frame, string name, double rate, bool norm) =>
        new(
            name,
            Networks.ThinDeep(frame.Data, () => norm ? Networks.NormReLU() : [new ReLU()]),
            Stage(new Sgd { Rate = rate, Momentum = 0.9 }, frame.Epochs(frame.Quick ? 60 : 1250, 64)),
            64,
            frame.Quick ? 20 : 50,
            frame.Seeds
        );

    private static Stage Stage(Optimizer optimizer, int epochs) =>
        new()
        {
            Name = "train",
            Epochs = epochs,
            Loss = [new CrossEntropy()],
            Optimizer = optimizer,
            Schedule = new Constant(),
        };
}
