using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
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
/// Do deep nets need to be deep: shallow networks and a deep one learn from the same teacher, by hard labels, by regression on its logits
/// and by soft targets. The shallow ones have one wide layer of rectifiers behind a linear bottleneck, with a convolution before it or
/// without.
/// </summary>
/// <remarks>Ba and Caruana 2014, arXiv 1312.6184; the doubt: Urban et al. 2016, arXiv 1603.05691.</remarks>
[Kind("mimic", "how near do shallow networks come to a deep teacher that they mimic")]
public sealed record MimicStudy : Study
{
    private const string Paper = "Ba & Caruana 2014",
        Doubt = "Urban et al. 2016",
        Teacher = "fashion-wide-c";
    private const int Batch = 128;

    private static readonly IReadOnlyList<(string Name, string Student, double Rate)> Students =
    [
        ("shallow", "mimic-2300k", 0.02),
        ("shallow, convolutional", "mimic-conv-2900k", 0.02),
        ("deep", "thin-deep-30k", 0.1),
    ];

    private static readonly string[] Ways = ["hard labels", "logits", "logits by class", "soft targets"];

    internal override DatasetSpec Dataset(bool quick) =>
        quick
            ? new FashionMnistSmall { Validation = 300, Limit = 512 }
            : new FashionMnist
            {
                Validation = 5000,
                Split = SplitKind.Tail,
                Limit = 12_800,
            };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [.. from network in Students from way in Ways select Of(frame, network, way)];

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        IReadOnlyList<double> Accuracy(string network, string way) => trials.Last(ArmOf(network, way), p => p.Accuracy);
        double Mean(string network, string way) => Accuracy(network, way).Where(double.IsFinite).DefaultIfEmpty(0).Average();
        string Best(string network) => Ways[1..].MaxBy(way => Mean(network, way))!;
        string Seen(string network) =>
            $"{Trials.Percent(Accuracy(network, Ways[0]))} by hard labels, {Trials.Percent(Accuracy(network, Best(network)))} by "
            + $"{Best(network)}";
        return new Findings(
            $"By mimicry the shallow network goes from {Trials.Percent(Accuracy("shallow", Ways[0]))} to "
                + $"{Trials.Percent(Accuracy("shallow", Best("shallow")))}, the convolutional one from "
                + $"{Trials.Percent(Accuracy("shallow, convolutional", Ways[0]))} to "
                + $"{Trials.Percent(Accuracy("shallow, convolutional", Best("shallow, convolutional")))}; the deep one, with a "
                + $"fraction of their parameters, from {Trials.Percent(Accuracy("deep", Ways[0]))} to "
                + $"{Trials.Percent(Accuracy("deep", Best("deep")))}.",
            [
                $"Teacher: the bundled {Teacher}, five convolutions with batch norm, which did not see the validation images.",
                "Shallow: one layer of rectifiers behind a linear bottleneck W = UV. Deep: seven 3×3 convolutions of 16 to 32 "
                    + FormattableString.Invariant(
                        $"channels with batch norm. {Epochs(frame)} epochs, batch {Batch}, SGD with Nesterov's momentum, warm-up "
                    )
                    + "and cosine.",
                "Logits: ½‖z − v‖² on the teacher's raw logits; by class: each difference divided by the deviation of the class's "
                    + "logit over the training split. Soft targets: T²·KL at T = 4. No hard labels beside them.",
            ],
            [
                new ClaimRecord(
                    "shallow network, trained on labels and by mimicry",
                    "mimicry lifts it: TIMIT error 23.1 to 21.6 %",
                    Seen("shallow"),
                    Paper
                ),
                new ClaimRecord(
                    "shallow with a convolution",
                    "85.8 % on CIFAR-10 by mimicry, close to deep nets of the day",
                    Seen("shallow, convolutional"),
                    Paper
                ),
                new ClaimRecord(
                    "shallow by mimicry against deep by mimicry",
                    "shallow students do not reach convolutional deep ones",
                    $"{Trials.Percent(Accuracy("shallow", Best("shallow")))} against {Trials.Percent(Accuracy("deep", Best("deep")))}",
                    Doubt
                ),
                new ClaimRecord(
                    "logits normalized by class",
                    "helps slightly",
                    $"{Trials.Percent(Accuracy("shallow", Ways[1]))} raw, {Trials.Percent(Accuracy("shallow", Ways[2]))} by class",
                    Paper
                ),
            ],
            [
                new TableRecord(
                    "Validation accuracy",
                    ["network", "parameters", .. Ways],
                    [
                        .. Students.Select(n =>
                            (IReadOnlyList<string>)
                                [
                                    n.Name,
                                    FormattableString.Invariant($"{ParametersOf(frame.Student(n.Student)):#,0}"),
                                    .. Ways.Select(way => Trials.Percent(Accuracy(n.Name, way))),
                                ]
                        ),
                    ]
                ),
            ],
            [.. Students.Select(n => ChartOf(trials, n.Name))],
            "Ba and Caruana mimic with about a million unlabelled images; here the transfer set is the labelled one."
        );
    }

    private static int Epochs(StudyFrame frame) => frame.Quick ? 1 : 5;

    private static ChartRecord ChartOf(Trials trials, string network)
    {
        var chart = trials.Chart(
            $"{char.ToUpperInvariant(network[0])}{network[1..]}: validation accuracy",
            "validation accuracy",
            Ways.Select(way => ArmOf(network, way)),
            p => p.Accuracy,
            share: true
        );
        return chart with
        {
            Lines = [.. chart.Lines.Select(line => line with { Name = Ways.Single(way => ArmOf(network, way) == line.Name) })],
        };
    }

    private static string ArmOf(string network, string way) => $"{network}, {way}";

    private static Arm Of(StudyFrame frame, (string Name, string Student, double Rate) network, string way) =>
        new(
            ArmOf(network.Name, way),
            frame.Student(network.Student),
            new Stage
            {
                Name = "train",
                Epochs = Epochs(frame),
                Loss = [LossOf(way)],
                // Soft targets and raw logits have larger gradients than hard labels; clipping keeps one rate for all.
                ClipNorm = 5,
                Optimizer = new Sgd
                {
                    Rate = network.Rate,
                    Momentum = 0.9,
                    Nesterov = true,
                    WeightDecay = 5e-4,
                },
                Schedule = new WarmupCosine(),
            },
            Batch,
            frame.Quick ? 2 : 50,
            frame.Seeds
        )
        {
            Teachers = way == Ways[0] ? [] : [Teacher],
        };

    private static Loss LossOf(string way) =>
        way switch
        {
            "logits" => new LogitRegression(),
            "logits by class" => new LogitRegression { Normalized = true },
            "soft targets" => new SoftTarget { Temperature = 4 },
            _ => new CrossEntropy(),
        };

    private static long ParametersOf(StudentSpec spec)
    {
        using var network = Network.Outline(spec);
        return network.ParameterCount;
    }
}
