using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Raw, standardized and whitened pixels in front of a fully connected and a convolutional network, at a tuned rate each.
/// </summary>
/// <remarks>LeCun et al. 1998, Efficient BackProp, section 4.3; Coates, Lee and Ng 2011.</remarks>
[Kind("whitening", "how much faster does a network learn from standardized or whitened pixels")]
public sealed record WhiteningStudy : Study
{
    private const long TuningSeed = 11;
    private static readonly double[] Rates = [0.01, 0.03, 0.1, 0.3];
    private static readonly string[] Inputs = ["raw", "standardized", "standardized by pixel", "PCA whitened, 256", "ZCA whitened"];

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 1000, Limit = 3000 } : new FashionMnist { Validation = 2000 };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [
            .. from input in Inputs
            from net in Nets(input)
            from rate in frame.Quick ? Rates[1..3] : Rates
            select Of(frame, net, input, rate, Tuning(net, input, rate), [TuningSeed]),
        ];

    internal override IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials) =>
        [
            .. from input in Inputs
            from net in Nets(input)
            select Of(frame, net, input, Best(trials, net, input), ArmOf(net, input), frame.Seeds),
        ];

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        string[] nets = ["fully connected", "convolutional"];
        double Goal(string net) =>
            Math.Ceiling(trials.Last(ArmOf(net, "raw"), p => p.Loss).Where(double.IsFinite).DefaultIfEmpty(9).Average() * 100) / 100;
        IReadOnlyList<double> Steps(string net, string input) => trials.First(ArmOf(net, input), p => p.Loss <= Goal(net));
        string Against(string net, string input) =>
            $"{Trials.Ratio(Trials.Median(Steps(net, "raw")), Trials.Median(Steps(net, input)))} ({Trials.Steps(Steps(net, "raw"))} to "
            + $"{Trials.Steps(Steps(net, input))})";
        return new Findings(
            $"To the validation loss that raw pixels end with, the fully connected network needs {Trials.Steps(Steps(nets[0], "raw"))} "
                + $"steps raw, {Trials.Steps(Steps(nets[0], "standardized"))} standardized and "
                + $"{Trials.Steps(Steps(nets[0], "ZCA whitened"))} ZCA whitened.",
            [
                "Fully connected: 784-256-256-10, ReLU; convolutional: six 3×3 convolutions of 16 to 32 channels with ReLU; He's "
                    + "initial weights, no batch norm (which would whiten by itself), batch 64, momentum 0.9, constant rate.",
                FormattableString.Invariant(
                    $"For each input and network the rate is the best of {string.Join(", ", Rates)} by the validation loss of one seed "
                ) + "of its own.",
                "Whitening adds 0.1 to the covariance of standardized pixels; PCA keeps 256 of 784 components and stands in front of "
                    + "the fully connected network only.",
            ],
            [
                new ClaimRecord(
                    "centred and scaled inputs, fully connected",
                    "convergence is faster",
                    Against(nets[0], "standardized"),
                    "LeCun et al. 1998"
                ),
                new ClaimRecord(
                    "uncorrelated inputs, fully connected",
                    "faster still",
                    Against(nets[0], "ZCA whitened"),
                    "LeCun et al. 1998"
                ),
                new ClaimRecord(
                    "whitening, convolutional",
                    "a clear gain for unsupervised features, little said of trained ones",
                    Against(nets[1], "ZCA whitened"),
                    "Coates et al. 2011"
                ),
            ],
            [
                .. nets.Select(net => new TableRecord(
                    $"The {net} network",
                    [
                        "input",
                        "rate",
                        FormattableString.Invariant($"steps to a loss of {Goal(net):0.00}"),
                        "accuracy at the end",
                        "loss at the end",
                    ],
                    [
                        .. Inputs
                            .Where(input => Nets(input).Contains(net))
                            .Select(input =>
                                (IReadOnlyList<string>)
                                    [
                                        input,
                                        FormattableString.Invariant($"{Best(trials, net, input)}"),
                                        Trials.Steps(Steps(net, input)),
                                        Trials.Percent(trials.Last(ArmOf(net, input), p => p.Accuracy)),
                                        FormattableString.Invariant($"{trials.Last(ArmOf(net, input), p => p.Loss).Average():0.000}"),
                                    ]
                            ),
                    ]
                )),
            ],
            [
                .. nets.Select(net =>
                    trials.Chart(
                        $"The {net} network: validation loss",
                        "validation loss",
                        Inputs.Where(input => Nets(input).Contains(net)).Select(input => ArmOf(net, input)),
                        p => p.Loss
                    )
                ),
            ]
        );
    }

    private static string[] Nets(string input) =>
        input.StartsWith("PCA", StringComparison.Ordinal) ? ["fully connected"] : ["fully connected", "convolutional"];

    private static string ArmOf(string net, string input) => $"{net}, {input}";

    private static string Tuning(string net, string input, double rate) => FormattableString.Invariant($"{net}, {input}, rate {rate}");

    private static double Best(Trials trials, string net, string input) =>
        Rates
            .Where(rate => trials.Of(Tuning(net, input, rate)).Count > 0)
            .MinBy(rate =>
                trials.Of(Tuning(net, input, rate))[0] is { Failure: null } trial ? trial.Points[^1].Loss : double.PositiveInfinity
            );

    private static Arm Of(StudyFrame frame, string net, string input, double rate, string name, IReadOnlyList<long> seeds)
    {
        var spec =
            net == "convolutional"
                ? Networks.ThinDeep(frame.Data, () => [new ReLU()])
                : Networks.FullyConnected(frame.Data, 2, 256, () => [new ReLU()], new He());
        return new Arm(
            name,
            spec with
            {
                Input = Input(frame.Data, input),
            },
            new Stage
            {
                Name = "train",
                Epochs = frame.Epochs(frame.Quick ? 45 : 860, 64),
                Loss = [new CrossEntropy()],
                Optimizer = new Sgd { Rate = rate, Momentum = 0.9 },
                Schedule = new Constant(),
            },
            64,
            frame.Quick ? 15 : 40,
            seeds
        );
    }

    private static InputSpec Input(Dataset data, string input) =>
        input switch
        {
            "raw" => Networks.Input(data, standardized: false),
            "standardized" => Networks.Input(data, standardized: true),
            "standardized by pixel" => Networks.Input(data, standardized: false) with { Preprocessing = [new Standardize()] },
            "ZCA whitened" => Networks.Input(data, standardized: true) with { Preprocessing = [new ZcaWhitening()] },
            _ => Networks.Input(data, standardized: true) with { Preprocessing = [new PcaWhitening { Components = 256, Bias = 0.1 }] },
        };
}
