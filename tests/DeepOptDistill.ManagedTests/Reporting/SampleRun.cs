using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>
/// A run as a real one looks: four teachers, their ensemble, baseline and student with three seeds and thirty epochs. Made up, and seeded.
/// </summary>
internal static class SampleRun
{
    private const int Test = 10_000;
    private const int Epochs = 30;
    private static readonly long[] SeedNumbers = [7, 8, 9];
    private static readonly string Hash = ContentHash.Of("sample");

    public static RunRecord Record { get; } =
        new()
        {
            Name = "thin-deep-30k/full",
            Command = "deepopt distill students/thin-deep-30k/full.yaml --data data --set stages[0].epochs=30",
            Tool = "0.1.0+1e43f99",
            Finished = "2026-02-03T04:05:06Z",
            RecipeHash = ContentHash.Of("recipe"),
            IntervalsHoldSeeds = true,
            Finish =
            [
                new("trained", "finish/student-7/0-trained.onnx", new string('a', 64), 104_778, 11_100_000, 425_000, 0.153, 0.93, null),
                new("float16", "finish/student-7/1-float16.onnx", new string('b', 64), 104_778, 11_100_000, 216_000, 0.152, 0.9295, 5.3e-4),
                new("prune", "finish/student-7/2-prune.onnx", new string('c', 64), 80_000, null, 170_000, null, 0.91, 0.4)
                {
                    LeftOut = "91.00 % of the validation split instead of 92.95 %; it may cost 0.10 points",
                },
            ],
            Terms = "distill:\n  soft-target: {temperature: 4, weight: 0.9, weight_schedule: null}\n",
            Recipe = """
                dataset: {fashion-mnist: {validation: 0.1}}
                teachers: [{name: fashion-cnn-a}, {name: fashion-cnn-b}, {name: wide-residual}, {name: wide-maxout}]
                student: student.yaml
                seed: 7
                repeats: 3
                stages:
                  - name: distill
                    epochs: 30
                    loss: [{soft-target: {temperature: 4, weight: 0.9}}, {cross-entropy: {weight: 0.1}}]
                    optimizer: {sgd: {momentum: 0.9, weight_decay: 0.0005}}
                    schedule: {warmup-cosine: {peak: 0.05, warmup: 0.05}}

                """,
            Dataset = new DatasetRecord(
                "fashion-mnist",
                ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
                54_000,
                6_000,
                Test,
                ContentHash.Of("data")
            ),
            Machine = new Machine("Sample Processor 9000", 2, 7.6, "Debian GNU/Linux 12 (bookworm)", ".NET 10.0.0"),
            Models =
            [
                Model("fashion-cnn-a", Role.Teacher, 1_199_882, 12_345_678, 0.9318, 0.1971, 0.412) with
                {
                    Origin = "Trained and exported by PyTorch.",
                    KnownTest = 0,
                },
                Model("fashion-cnn-b", Role.Teacher, 421_642, 9_876_544, 0.9291, 0.2064, 0.318) with
                {
                    Origin = "Trained and exported by PyTorch; gives probabilities.",
                    KnownTest = 0,
                },
                Model("wide-residual", Role.Teacher, 1_084_266, 41_020_000, 0.9402, 0.1788, 1.204) with
                {
                    Origin = "Trained by deepopt from teachers/wide-residual/recipe.yaml.",
                    KnownTest = 0,
                },
                Model("wide-maxout", Role.Teacher, 693_960, 30_500_000, 0.9377, 0.1832, 0.871) with
                {
                    Origin = "Trained by deepopt from teachers/wide-maxout/recipe.yaml.",
                    KnownTest = 0,
                },
                Model("ensemble of 4", Role.Ensemble, 3_399_750, 93_742_222, 0.9461, 0.1560, 2.805) with
                {
                    Origin = "The teachers, mixed by mean-probabilities.",
                },
                Trained(Role.Baseline, [0.9168, 0.9181, 0.9159], 0.2412),
                Trained(Role.Student, [0.9337, 0.9349, 0.9328], 0.1934),
            ],
            Epochs =
            [
                .. from role in new[] { Role.Baseline, Role.Student }
                from seed in SeedNumbers
                from epoch in Enumerable.Range(1, Epochs)
                select Epoch(role, seed, epoch),
            ],
            Timings =
            [
                new TimingRecord("label", 93.4),
                new TimingRecord("train baseline, seed 7", 611.2),
                new TimingRecord("train student, seed 7", 640.9),
                new TimingRecord("train baseline, seed 8", 607.7),
                new TimingRecord("train student, seed 8", 644.1),
                new TimingRecord("train baseline, seed 9", 612.0),
                new TimingRecord("train student, seed 9", 641.3),
                new TimingRecord("measure", 41.86),
            ],
            Comparisons =
            [
                new(Role.Student, Role.Baseline, 0.0168667, 0.0121, 0.0216, 3),
                new(Role.Student, Role.Ensemble, -0.0123, -0.0160, -0.0086, 3),
                new(Role.Baseline, Role.Ensemble, -0.0291667, -0.0340, -0.0243, 3),
            ],
            Gap = new(0.5783, 0.4512, 0.7020),
            Notes = ["Accuracies are those of the exported networks on the test set, by which nothing was chosen here; 2 threads."],
        };

    private static ModelRecord Model(string name, Role role, long parameters, long macs, double accuracy, double likelihood, double latency)
    {
        var (low, high) = Proportion.Wilson95(accuracy, Test);
        return new ModelRecord
        {
            Name = name,
            Role = role,
            Parameters = parameters,
            Macs = macs,
            Bytes = (4 * parameters) + 9_876,
            Accuracy = accuracy,
            AccuracyLow = low,
            AccuracyHigh = high,
            NegativeLogLikelihood = likelihood,
            LatencyMsMedian = latency,
        };
    }

    private static ModelRecord Trained(Role role, double[] accuracies, double likelihood)
    {
        var name = role == Role.Baseline ? "baseline" : "student";
        var mean = accuracies.Average();
        return Model(name, role, 29_578, 2_951_424, mean, likelihood, 0.1432) with
        {
            AccuracyDeviation = Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / (accuracies.Length - 1)),
            Seeds =
            [
                .. accuracies.Select(
                    (a, i) =>
                        new SeedRecord(
                            SeedNumbers[i],
                            a,
                            a + 0.0021,
                            3.1e-7 * (i + 1),
                            $"seed-{SeedNumbers[i]}/{name}.onnx",
                            ContentHash.Of(name, Hash, $"{i}")
                        )
                ),
            ],
            Origin = role == Role.Baseline ? "thin-deep-30k, hard labels only." : "thin-deep-30k, distilled.",
        };
    }

    // Sums, products and quotients only, and rounded: exponentials differ in their last digit from one C library to the next.
    private static EpochRecord Epoch(Role role, long seed, int epoch)
    {
        var noise = new Seed((ulong)seed).Derive(role.ToString()).Derive(epoch).Stream();
        double Wobble(double size) => size * ((2 * noise.NextDouble()) - 1) * (1 - (0.9 * epoch / Epochs));
        var left = 1 - (epoch / (Epochs + 1.0));
        var (rest, distilled) = (left * left * left * left, role == Role.Student);
        return new EpochRecord
        {
            Role = role,
            Seed = seed,
            Stage = "distill",
            Epoch = epoch,
            Loss = Round((distilled ? 0.62 : 0.19) + ((distilled ? 3.1 : 0.66) * rest) + Wobble(0.03)),
            Terms = distilled
                ? new SortedDictionary<string, double>
                {
                    ["cross-entropy"] = Round(0.2 + (0.6 * rest)),
                    ["soft-target"] = Round(0.6 + (3 * rest)),
                }
                : new SortedDictionary<string, double> { ["cross-entropy"] = Round(0.19 + (0.66 * rest)) },
            GradientShares = distilled
                ? new SortedDictionary<string, double>
                {
                    ["cross-entropy"] = Round(0.05 + (0.1 * left)),
                    ["soft-target"] = Round(0.95 - (0.1 * left)),
                }
                : null,
            TrainAccuracy = Round((distilled ? 0.931 : 0.934) - (0.22 * rest) + Wobble(0.004)),
            ValidationLoss = Round((distilled ? 0.194 : 0.240) + (0.45 * rest) + Wobble(0.03)),
            ValidationAccuracy = Round((distilled ? 0.9358 : 0.9190) - (0.18 * rest) + Wobble(0.012)),
            Rate = Round(0.05 * left),
            Seconds = Round(20.5 + Wobble(0.8)),
        };
    }

    private static double Round(double value) => Math.Round(value, 6);
}
