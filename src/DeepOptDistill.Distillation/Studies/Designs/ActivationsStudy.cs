using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>ReLU, leaky ReLU and PReLU in one thin, deep network, and the slopes that PReLU learns, layer by layer.</summary>
/// <remarks>He et al. 2015, arXiv 1502.01852, section 2.1 and table 2; Maas et al. 2013.</remarks>
[Kind("activations", "does a learned slope beat ReLU in a thin, deep network, and what slopes are learned")]
public sealed record ActivationsStudy : Study
{
    private const string Paper = "He et al. 2015";
    private const string ReLU = "ReLU",
        Leaky = "leaky ReLU, 0.01",
        Leaky25 = "leaky ReLU, 0.25",
        Shared = "PReLU, one a layer",
        Channel = "PReLU, one a channel";

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 1000, Limit = 3000 } : new FashionMnist { Validation = 4000, Limit = 20_000 };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame)
    {
        Arm Of(string name, Func<Block> activation) =>
            new(
                name,
                Networks.ThinDeep(frame.Data, () => [new BatchNorm(), activation()], new He()),
                new Stage
                {
                    Name = "train",
                    Epochs = frame.Epochs(frame.Quick ? 45 : 1560, 64),
                    Loss = [new CrossEntropy()],
                    Optimizer = new Sgd
                    {
                        Rate = 0.1,
                        Momentum = 0.9,
                        Nesterov = true,
                        WeightDecay = 5e-4,
                    },
                    Schedule = new WarmupCosine(),
                },
                64,
                frame.Quick ? 15 : 120,
                frame.Seeds
            )
            {
                Measure = Slopes,
            };
        return
        [
            Of(ReLU, () => new ReLU()),
            Of(Leaky, () => new LeakyReLU()),
            Of(Leaky25, () => new LeakyReLU { Slope = 0.25 }),
            Of(Shared, () => new PReLU { Shared = true }),
            Of(Channel, () => new PReLU()),
        ];
    }

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        string[] arms = [ReLU, Leaky, Leaky25, Shared, Channel];
        string End(string arm) => Trials.Percent(trials.Last(arm, p => p.Accuracy));
        double Slope(string arm, string layer) => trials.Of(arm).Where(t => t.Failure is null).Average(t => t.Values[layer]);
        var layers = trials.Of(Channel)[0].Values.Keys.Order(StringComparer.Ordinal).ToList();
        string Text(double slope) => FormattableString.Invariant($"{slope:0.000}");
        return new Findings(
            $"Accuracy at the end: ReLU {End(ReLU)}, leaky ReLU {End(Leaky)}, PReLU {End(Channel)}.",
            [
                "Six 3×3 convolutions of 16 to 32 channels with batch norm, batch 64, Nesterov's momentum 0.9, weight decay 5e-4 (not "
                    + "on slopes), rate 0.1 with warm-up and half a cosine; the only difference is the activation.",
                "PReLU's slopes start at 0.25.",
            ],
            [
                new ClaimRecord(
                    "PReLU against ReLU, top-1 error",
                    "33.82 to 32.64 % (14 layers, ImageNet)",
                    $"{End(ReLU)} to {End(Channel)} right",
                    Paper
                ),
                new ClaimRecord(
                    "one slope a layer against one a channel",
                    "32.71 and 32.64 % error: nearly the same",
                    $"{End(Shared)} and {End(Channel)} right",
                    Paper
                ),
                new ClaimRecord(
                    "slope of the first layer",
                    "0.6 to 0.68, far from 0",
                    layers.Count > 0 ? Text(Slope(Channel, layers[0])) : "–",
                    Paper
                ),
                new ClaimRecord(
                    "slopes of deep layers",
                    "0.12 to 0.20, falling with depth",
                    layers.Count > 0 ? Text(Slope(Channel, layers[^1])) : "–",
                    Paper
                ),
                new ClaimRecord("leaky ReLU against ReLU", "no great difference", $"{End(Leaky)} and {End(ReLU)}", "Maas et al. 2013"),
            ],
            [
                new TableRecord(
                    "By activation",
                    ["activation", "accuracy", "loss"],
                    [
                        .. arms.Select(arm =>
                            (IReadOnlyList<string>)
                                [arm, End(arm), FormattableString.Invariant($"{trials.Last(arm, p => p.Loss).Average():0.0000}")]
                        ),
                    ]
                ),
                new TableRecord(
                    "Learned slopes, mean over channels and seeds",
                    ["layer", Channel, Shared],
                    [
                        .. layers.Select(
                            (layer, i) => (IReadOnlyList<string>)[$"{i + 1}", Text(Slope(Channel, layer)), Text(Slope(Shared, layer))]
                        ),
                    ]
                ),
            ],
            [
                trials.Chart("Validation accuracy", "validation accuracy", arms, p => p.Accuracy, share: true),
                new ChartRecord(
                    "Learned slopes",
                    "layer",
                    "mean slope",
                    false,
                    false,
                    [
                        .. new[] { Channel, Shared }.Select(arm => new LineRecord(
                            arm,
                            [.. layers.Select((layer, i) => Point(trials, arm, layer, i + 1))]
                        )),
                    ]
                ),
            ]
        );
    }

    private static LinePoint Point(Trials trials, string arm, string layer, int x)
    {
        var slopes = trials.Of(arm).Where(t => t.Failure is null).Select(t => t.Values[layer]).ToList();
        return new LinePoint(x, slopes.Average(), slopes.Min(), slopes.Max());
    }

    private static Dictionary<string, double> Slopes(Network network) =>
        network
            .Parameters.Where(p => p.Name.StartsWith("prelu", StringComparison.Ordinal))
            .ToDictionary(p => p.Name, p => Math.Round(p.Value.mean().item<float>(), 5));
}
