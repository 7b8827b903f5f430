using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Regressors;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// FitNets on MNIST: a wide maxout teacher, and a student of a tenth of its parameters and twice its depth, by backprop, by distillation,
/// and by hints and distillation; as the paper trains it, and with batch norm, which the paper did not have.
/// </summary>
/// <remarks>Romero et al. 2015, arXiv 1412.6550, section 3.1 and appendix.</remarks>
[Kind("fitnets-mnist", "what do hints add to distillation in a thin and deep network, with batch norm and without")]
public sealed record FitNetsMnistStudy : Study
{
    private const string Paper = "Romero et al. 2015",
        Teacher = "teacher",
        Slow = "maxout, rate 0.0005",
        Fast = "maxout, rate 0.005",
        Norm = "batch norm and ReLU";
    private const int Batch = 128;
    private static readonly string[] Ways = ["backprop", "KD", "hints + KD"];
    private static readonly string[] Protocols = [Slow, Fast, Norm];

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 300, Limit = 640 } : new Mnist { Validation = 10_000, Split = SplitKind.Tail };

    internal override IReadOnlyList<Arm> Teachers(StudyFrame frame) =>
        [
            new Arm(
                Teacher,
                TeacherOf(frame),
                Stage("train", frame.Quick ? 1 : 6, [new CrossEntropy()]) with
                {
                    Optimizer = new Adam { Rate = 2e-3 },
                    Schedule = new WarmupCosine(),
                    MaxNorm = [new MaxNorm { Layers = "conv1", Norm = 0.9 }, new MaxNorm { Norm = 1.9365 }],
                },
                Batch,
                frame.Quick ? 5 : 390,
                [1]
            )
            {
                IsTested = true,
                Augmentations = [new PadAndCrop { Pad = 2 }],
            },
        ];

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [.. from protocol in Protocols from way in Ways select Of(frame, way, protocol)];

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        IReadOnlyList<double> Errors(string arm) => [.. trials.Value(arm, TrialTest.Accuracy).Select(accuracy => 1 - accuracy)];
        string Seen(string way) =>
            $"{Trials.Percent(Errors(ArmOf(way, Slow)))} at the paper's rate, {Trials.Percent(Errors(ArmOf(way, Fast)))} at ten times "
            + $"that, {Trials.Percent(Errors(ArmOf(way, Norm)))} with batch norm";
        string All(string protocol) => string.Join(", ", Ways.Select(way => Trials.Percent(Errors(ArmOf(way, protocol)))));
        double Mean(string way, string protocol) => Errors(ArmOf(way, protocol)).Where(double.IsFinite).DefaultIfEmpty(1).Average();
        string Order(string protocol) => string.Join(" > ", Ways.OrderByDescending(way => Mean(way, protocol)));
        var students = Protocols.Select(StudentOf).Distinct().Select(frame.Student).ToList();
        return new Findings(
            $"Test errors by backprop, KD, hints and KD: {All(Slow)} with the paper's net at its rate; {All(Fast)} at ten times that "
                + $"rate; {All(Norm)} with batch norm. The teacher: {Trials.Percent(Errors(Teacher))}.",
            [
                "Teacher: three maxout convolutions 48-48-24, 361,066 parameters, He's initial weights; 6 epochs of Adam on images "
                    + "shifted by up to 2 pixels. The paper's has dropout in place of the shifts, and hundreds of epochs for it.",
                "Student: six maxout convolutions 16-16-16-16-12-12, 30,130 parameters, initial weights uniform in ±0.005; RMSprop as "
                    + "FitNets' code has it, kernels bounded, batch 128, 50,000 images, 10,000 held out; the rate falls along a cosine "
                    + "from 0.0005, the paper's, which had hundreds of epochs, or from 0.005.",
                "Batch norm: the same widths with batch norm and ReLU, SGD with Nesterov's momentum, warm-up and cosine, He's "
                    + "initial weights.",
                FormattableString.Invariant(
                    $"Every arm has {Epochs(frame)} epochs. Backprop: hard labels. KD: hard labels + λ times the cross-entropy with "
                )
                    + FormattableString.Invariant(
                        $"the teacher's answers at temperature {FitNetsLoss.Temperature}, λ falling from 4 to 1, without T² as in the "
                    )
                    + FormattableString.Invariant(
                        $"paper. Hints: {HintEpochs(frame)} of these epochs on ½‖u − r(v)‖² from the teacher's second layer to the "
                    )
                    + "student's fourth, then KD.",
            ],
            [
                new ClaimRecord("teacher, test error", "0.55 %", Trials.Percent(Errors(Teacher)), Paper),
                new ClaimRecord("student by backprop", "1.9 %", Seen(Ways[0]), Paper),
                new ClaimRecord("student by KD", "0.65 %", Seen(Ways[1]), Paper),
                new ClaimRecord("student by hints and KD", "0.51 %, below its teacher's", Seen(Ways[2]), Paper),
                new ClaimRecord(
                    "order of the errors",
                    "backprop > KD > hints + KD",
                    $"{Order(Slow)} at the paper's rate; {Order(Fast)} at ten times that; {Order(Norm)} with batch norm",
                    Paper
                ),
            ],
            [
                new TableRecord(
                    "Errors",
                    ["arm", "test error", "validation error", "broke off"],
                    [
                        .. from protocol in Protocols
                        from way in Ways
                        let arm = ArmOf(way, protocol)
                        select (IReadOnlyList<string>)
                            [
                                arm,
                                Trials.Percent(Errors(arm)),
                                Trials.Percent([.. trials.Last(arm, p => 1 - p.Accuracy)]),
                                FormattableString.Invariant($"{trials.Of(arm).Count(t => t.Failure is not null)} of {frame.Seeds.Count}"),
                            ],
                    ]
                ),
                new TableRecord(
                    "Sizes",
                    ["network", "layers", "parameters"],
                    [.. students.Append(frame.TeacherNetwork("maxout-mnist")).Select(SizeOf)]
                ),
            ],
            [
                .. Protocols.Select(protocol =>
                    trials.Chart(
                        $"{char.ToUpperInvariant(protocol[0])}{protocol[1..]}: validation error",
                        "validation error",
                        Ways.Select(way => ArmOf(way, protocol)),
                        p => 1 - p.Accuracy,
                        share: true,
                        logarithmic: true
                    )
                ),
            ],
            "Curves of hint arms begin where their second stage does: before it no logits are trained.",
            "Differences of a few hundredths of a point lie within the spread over seeds: where a student by backprop is as good as "
                + "the teacher, nothing is left to distil. The paper's backprop, at 1.9 %, is not.",
            "0.005 is the best of 0.0005, 0.002 and 0.005 for backprop by the validation error on a part of the images; the other arms "
                + "take it over.",
            "The arms at the paper's rate, and a teacher without dropout, came into this design after three trainings by backprop at "
                + "0.005 had shown their test errors.",
            "The paper trains until 100 epochs bring nothing, up to 500. Every arm here has the same number of steps."
        );
    }

    private static int Epochs(StudyFrame frame) => frame.Quick ? 2 : 8;

    private static int HintEpochs(StudyFrame frame) => frame.Quick ? 1 : 2;

    private static string ArmOf(string way, string protocol) => $"{way}, {protocol}";

    private static string StudentOf(string protocol) => protocol == Norm ? "fitnet-mnist-bn" : "fitnet-mnist";

    private static Arm Of(StudyFrame frame, string way, string protocol) =>
        new(
            ArmOf(way, protocol),
            frame.Student(StudentOf(protocol)),
            [
                .. Stages(frame, way)
                    .Select(stage => protocol == Norm ? WithNorm(stage) : AsInThePaper(stage, protocol == Slow ? 0.0005 : 0.005)),
            ],
            Batch,
            frame.Quick ? 5 : 195,
            frame.Seeds
        )
        {
            Teachers = way == Ways[0] ? [] : [Teacher],
            IsTested = true,
        };

    private static IReadOnlyList<Stage> Stages(StudyFrame frame, string way)
    {
        var (all, hint) = (Epochs(frame), HintEpochs(frame));
        if (way == Ways[0])
            return [Stage("backprop", all, [new CrossEntropy()])];
        if (way == Ways[1])
            return [Stage("distill", all, FitNetsLoss.Distillation)];
        return
        [
            Stage(
                "hint",
                hint,
                [
                    new Hint
                    {
                        Teacher = $"{Teacher}/pool2",
                        Student = "pool2",
                        Regressor = new ConvRegressor { Init = new Uniform { Range = 0.05 } },
                    },
                ]
            ),
            Stage("distill", all - hint, FitNetsLoss.Distillation),
        ];
    }

    private static Stage AsInThePaper(Stage stage, double rate) =>
        stage with
        {
            Optimizer = new RmsPropFitNets { Rate = rate },
            Schedule = new Cosine(),
            MaxNorm =
            [
                new MaxNorm { Layers = "conv1", Norm = 0.9 },
                new MaxNorm { Layers = "conv2", Norm = 0.9 },
                .. stage.Name == "hint" ? (MaxNorm[])[new MaxNorm { Layers = "regressor*", Norm = 0.9 }] : [],
                new MaxNorm { Norm = 1.9365 },
            ],
        };

    private static Stage WithNorm(Stage stage) =>
        stage.Name == "hint"
            ? stage with
            {
                Loss = [Mean((Hint)stage.Loss[0])],
                Optimizer = new Adam { Rate = 2e-3 },
                Schedule = new WarmupCosine(),
            }
            : stage with
            {
                Optimizer = new Sgd
                {
                    Rate = 0.05,
                    Momentum = 0.9,
                    Nesterov = true,
                    WeightDecay = 5e-4,
                },
                Schedule = new WarmupCosine(),
            };

    // The paper's initial weights and dropout are for hundreds of epochs.
    private static StudentSpec TeacherOf(StudyFrame frame)
    {
        var spec = frame.TeacherNetwork("maxout-mnist");
        return spec with
        {
            Layers =
            [
                .. spec
                    .Layers.Where(layer => layer is not Dropout)
                    .Select(layer =>
                        layer switch
                        {
                            Conv conv => conv with { Init = new He() },
                            Linear linear => linear with { Init = new He() },
                            _ => layer,
                        }
                    ),
            ],
        };
    }

    private static HintMean Mean(Hint hint) => new() { Teacher = hint.Teacher, Student = hint.Student };

    private static Stage Stage(string name, int epochs, IReadOnlyList<Loss> loss) =>
        new()
        {
            Name = name,
            Epochs = epochs,
            Loss = loss,
        };

    private static IReadOnlyList<string> SizeOf(StudentSpec spec)
    {
        using var network = Network.Outline(spec);
        return
        [
            spec.Name,
            FormattableString.Invariant($"{network.Layers.Count}"),
            FormattableString.Invariant($"{network.ParameterCount:#,0}"),
        ];
    }
}
