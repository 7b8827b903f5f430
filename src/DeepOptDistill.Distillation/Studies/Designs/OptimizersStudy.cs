using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>Every optimizer of the catalog at the best of its own rates: steps and seconds to one training loss.</summary>
/// <remarks>Kingma and Ba 2015, arXiv 1412.6980, section 6; Wilson et al. 2017 on why every rate must be tuned.</remarks>
[Kind("optimizers", "which optimizer reaches a training loss in the fewest steps and seconds when each has its own rate")]
public sealed record OptimizersStudy : Study
{
    private const long TuningSeed = 11;
    private static readonly double[] Around = [0.03, 0.1, 0.3, 1, 3, 10, 30];

    internal override DatasetSpec Dataset(bool quick) =>
        quick ? new FashionMnistSmall { Validation = 500, Limit = 3000 } : new FashionMnist { Validation = 1000, Limit = 20_000 };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [
            .. from optimizer in All()
            from factor in frame.Quick ? Around[3..4] : Around
            select Of(
                frame,
                Tuning(optimizer.Name, optimizer.Optimizer.Rate * factor),
                optimizer.Optimizer with
                {
                    Rate = optimizer.Optimizer.Rate * factor,
                },
                [TuningSeed]
            ),
        ];

    internal override IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials) =>
        [.. All().Select(o => Of(frame, o.Name, o.Optimizer with { Rate = Best(trials, o.Name) }, frame.Seeds))];

    internal override Findings Conclude(StudyFrame frame, Trials trials)
    {
        List<string> names = [.. All().Select(o => o.Name)];
        // What the slowest half just reaches: a goal that tells all of them apart.
        var goal = names
            .Select(n => trials.Last(n, p => p.TrainLoss).Where(double.IsFinite).DefaultIfEmpty(9).Average())
            .Order()
            .ElementAt(names.Count / 2);
        goal = Math.Ceiling(goal * 50) / 50;
        IReadOnlyList<double> Steps(string name) => trials.First(name, p => p.TrainLoss <= goal);
        IReadOnlyList<double> Seconds(string name) => trials.First(name, p => p.TrainLoss <= goal, p => p.Seconds);
        var ranked = names.OrderBy(n => Trials.Median(Steps(n))).ThenBy(n => trials.Last(n, p => p.TrainLoss).Average()).ToList();
        var loss = goal.ToString("0.00", CultureInfo.InvariantCulture);
        return new Findings(
            $"To a training loss of {loss}: {ranked[0]} {Trials.Steps(Steps(ranked[0]))} steps, {ranked[1]} "
                + $"{Trials.Steps(Steps(ranked[1]))}, {ranked[2]} {Trials.Steps(Steps(ranked[2]))}.",
            [
                "Six 3×3 convolutions of 16 to 32 channels with batch norm and ReLU, batch 64, constant rate, no weight decay; the "
                    + "training loss is the mean over the last steps between two looks.",
                "Each optimizer's default rate is multiplied by "
                    + $"{string.Join(", ", Around.Select(f => f.ToString(CultureInfo.InvariantCulture)))}; the rate with the lowest "
                    + "training loss (one seed of its own) is then trained with the seeds below.",
                $"The goal, {loss}, is what half of the optimizers reach.",
                "Saddle-free Newton is not among them: a step of it takes dozens of gradients, and it is meant for networks of a few "
                    + "thousand parameters.",
            ],
            [
                new ClaimRecord(
                    "Adam against SGD with momentum, convolutional network",
                    "Adam a little faster at first, SGD with momentum level in the end",
                    $"Adam {Trials.Steps(Steps("adam"))}, momentum {Trials.Steps(Steps("sgd, momentum 0.9"))} steps",
                    "Kingma & Ba 2015"
                ),
                new ClaimRecord(
                    "AdaGrad against Adam, convolutional network",
                    "AdaGrad falls behind",
                    names.Contains("adagrad") ? $"AdaGrad {Trials.Steps(Steps("adagrad"))}, Adam {Trials.Steps(Steps("adam"))} steps" : "–",
                    "Kingma & Ba 2015"
                ),
                new ClaimRecord(
                    "momentum against plain gradient descent",
                    "fewer steps",
                    $"{Trials.Steps(Steps("sgd, momentum 0.9"))} against {Trials.Steps(Steps("sgd, plain"))}",
                    "Sutskever et al. 2013"
                ),
            ],
            [
                new TableRecord(
                    "Each at the best of its rates",
                    ["optimizer", "rate", $"steps to {loss}", $"seconds to {loss}", "training loss at the end", "validation accuracy"],
                    [
                        .. ranked.Select(n =>
                            (IReadOnlyList<string>)
                                [
                                    n,
                                    Best(trials, n).ToString("0.#####", CultureInfo.InvariantCulture),
                                    Trials.Steps(Steps(n)),
                                    Trials.Steps(Seconds(n), "0.0"),
                                    FormattableString.Invariant($"{trials.Last(n, p => p.TrainLoss).Average():0.000}"),
                                    Trials.Percent(trials.Last(n, p => p.Accuracy)),
                                ]
                        ),
                    ]
                ),
            ],
            [
                trials.Chart("The first half by steps", "training loss", ranked.Take(ranked.Count / 2), p => p.TrainLoss),
                trials.Chart("The second half by steps", "training loss", ranked.Skip(ranked.Count / 2), p => p.TrainLoss),
            ],
            "Seconds are of trainings that run side by side, one thread each.",
            "The best rate lies at an end of the grid for "
                + $"{(Edge(trials, names) is { Count: > 0 } edge ? string.Join(", ", edge) : "none")}: there a wider grid might find a "
                + "better one."
        );
    }

    /// <summary>
    /// Every kind with its defaults, and gradient descent plain, with momentum and with Nesterov's. Second-order ones are left out: a step
    /// of theirs costs dozens of gradients.
    /// </summary>
    private static IEnumerable<(string Name, Optimizer Optimizer)> All()
    {
        yield return ("sgd, plain", new Sgd { Momentum = 0, Rate = 0.3 });
        yield return ("sgd, momentum 0.9", new Sgd());
        yield return ("sgd, Nesterov 0.9", new Sgd { Nesterov = true });
        foreach (
            var kind in Kinds
                .All.Members(typeof(Optimizer))
                .Where(kind => kind.Type != typeof(Sgd) && kind.Type.IsSubclassOf(typeof(FirstOrder)))
        )
        {
            var optimizer = (Optimizer)Activator.CreateInstance(kind.Type)!;
            yield return (kind.Name, optimizer with { WeightDecay = 0 });
        }
    }

    private static List<string> Edge(Trials trials, IReadOnlyList<string> names) =>
        [
            .. All()
                .Where(o =>
                    names.Contains(o.Name)
                    && (Best(trials, o.Name) == o.Optimizer.Rate * Around[0] || Best(trials, o.Name) == o.Optimizer.Rate * Around[^1])
                )
                .Select(o => o.Name),
        ];

    private static string Tuning(string name, double rate) => $"{name}, rate {rate.ToString("0.######", CultureInfo.InvariantCulture)}";

    private static double Best(Trials trials, string name)
    {
        var rates = All().First(o => o.Name == name).Optimizer.Rate;
        return Around
            .Select(f => f * rates)
            .Where(rate => trials.Of(Tuning(name, rate)).Count > 0)
            .MinBy(rate =>
                trials.Of(Tuning(name, rate))[0] is { Failure: null, Points.Count: > 0 } trial
                    ? trial.Points[^1].TrainLoss
                    : double.PositiveInfinity
            );
    }

    private static Arm Of(StudyFrame frame, string name, Optimizer optimizer, IReadOnlyList<long> seeds) =>
        new(
            name,
            Networks.ThinDeep(frame.Data, Networks.NormReLU),
            new Stage
            {
                Name = "train",
                Epochs = frame.Epochs(frame.Quick ? 46 : 624, 64),
                Loss = [new CrossEntropy()],
                Optimizer = optimizer,
                Schedule = new Constant(),
            },
            64,
            frame.Quick ? 23 : 24,
            seeds
        );
}
