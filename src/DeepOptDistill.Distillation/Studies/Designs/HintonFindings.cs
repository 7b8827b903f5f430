using System.Globalization;
using DeepOptDistill.Core.Studies;
using static DeepOptDistill.Distillation.Studies.Designs.HintonMnistStudy;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>What the trainings of <see cref="HintonMnistStudy"/> say beside the paper.</summary>
internal sealed class HintonFindings(StudyFrame frame, Trials trials)
{
    private const string Paper = "Hinton, Vinyals & Dean 2015";
    private readonly int test = frame.Data.Test.Count;
    private readonly Lazy<double> together = new(() => (1 - frame.Lessons.TestAccuracy(Three)) * frame.Data.Test.Count);

    public Findings All(int teacherEpochs, (int Wide, int Narrow) epochs, int little, int batch) =>
        new(
            $"The teacher makes {Counts(TeacherErrors)} errors of {test.ToString("#,0", CultureInfo.InvariantCulture)}, the student "
                + $"{Counts(Errors(Alone))} alone and {Counts(Errors(Distilled))} distilled: {Gap(Distilled, Mean(Errors(Three[0])))} "
                + $"of the gap to its teacher; from three teachers {Counts(Errors(ByEnsemble))}: {Gap(ByEnsemble, TogetherErrors)} of "
                + $"the gap to the three together. Without a single 3 it errs on {Counts(Values(NoThree, TrialTest.MissingErrors))} of "
                + $"the {Of(3)} 3s, with its bias corrected on {Counts(Values(NoThree, TrialTest.CorrectedErrors))}.",
            [
                "Teacher: 784-1200-1200-10 rectifiers, dropout of 0.1 of the pixels and 0.25 of the units, weights into a unit "
                    + FormattableString.Invariant(
                        $"bounded to a squared length of 15, images shifted by up to 2 pixels, {teacherEpochs} epochs. Three of them, "
                    )
                    + FormattableString.Invariant(
                        $"with three seeds; the first teaches, and all three for '{ByEnsemble}' by the mean of their probabilities."
                    ),
                FormattableString.Invariant(
                    $"Student: 784-800-800-10 rectifiers without regularization, images as they are, {epochs.Wide} epochs "
                )
                    + FormattableString.Invariant(
                        $"({epochs.Narrow} with 300 and 30 units); distilled by soft targets at T = {Temperature} with T², without "
                    )
                    + "hard labels, and also at the temperature that is best on the validation split with 300 units. Smaller "
                    + FormattableString.Invariant(
                        $"transfer sets are gone through up to 60 times. Adam at 0.001 with warm-up and cosine, batch {batch}, everywhere."
                    ),
                "No 3s, and 7s and 8s alone: soft targets on these images only. One shift of the biases of the class that is missing, "
                    + "or of the two that are kept, is chosen by the accuracy on the whole validation split.",
                FormattableString.Invariant(
                    $"3 %: {little} images, class balanced, the same for every seed; by hard labels, and by the soft targets of a "
                ) + "teacher that has seen all.",
            ],
            Claims(),
            Tables(),
            [
                trials.Chart(
                    "Teacher and student: validation error",
                    "validation error",
                    [Three[0], Alone, Distilled, ByEnsemble],
                    p => 1 - p.Accuracy,
                    share: true,
                    logarithmic: true
                ),
                .. Widths.Select(width =>
                    trials.Chart(
                        $"{width} units a layer: validation error",
                        "validation error",
                        [Plain(width), .. Temperatures.Select(t => Swept(width, t))],
                        p => 1 - p.Accuracy,
                        share: true,
                        logarithmic: true
                    )
                ),
                trials.Chart(
                    "Little data and missing classes: validation error",
                    "validation error",
                    [NoThree, SevenEight, LittleHard, LittleSoft],
                    p => 1 - p.Accuracy,
                    share: true
                ),
            ],
            "The paper trains on all 60,000 images; here 10,000 of them are kept for validation, by which dropout, epochs and the "
                + "shifts of biases are chosen. The paper's shifts are those that are best on the test set.",
            "The paper on dropout drops 0.2 of the pixels and 0.5 of the units and trains for 3,000 epochs, 100 times as long as here. "
                + "After 24 epochs half of that dropout is better: 98.64 % of the validation images with the paper's, 99.08 % with "
                + "half of it.",
            "The paper does not say with which weight the student also learned from hard labels; here it does not: with as much weight "
                + "as the soft targets they brought 98.91 % of the validation images after 32 epochs, without 98.90 %.",
            "The comparison of 3 % of the data is the paper's on speech, with 2,000 hours of it: the figures are not comparable, "
                + "their order is."
        );

    private IReadOnlyList<ClaimRecord> Claims() =>
        [
            Claim("teacher, test errors of 10,000", "67", $"{Counts(TeacherErrors)}; the three together {Ensemble}"),
            Claim("student alone, test errors", "146", Counts(Errors(Alone))),
            Claim(
                "student distilled at T = 20, test errors",
                "74",
                $"{Counts(Errors(Distilled))}; at T = {BestTemperature(300)} {Counts(Errors(AtBest))}; from three teachers "
                    + $"{Counts(Errors(ByEnsemble))}"
            ),
            Claim(
                "gap closed, (alone − distilled) / (alone − teacher)",
                "91 %",
                $"{Gaps(Distilled)}; at T = {BestTemperature(300)} {Gaps(AtBest)}; from three teachers "
                    + $"{Gap(ByEnsemble, TogetherErrors)} to the three together"
            ),
            Claim(
                "temperature at 300 units a layer or more",
                "all above 8 about equal",
                $"test errors {Sweep(300)}; best by validation T = {BestTemperature(300)}"
            ),
            Claim(
                "temperature at 30 units a layer",
                "2.5 to 4 clearly best",
                $"test errors {Sweep(30)}; best by validation T = {BestTemperature(30)}"
            ),
            Claim(
                "no 3s in the transfer set, test errors",
                "206, of which 133 on the 1,010 3s",
                OnThrees(TrialTest.Accuracy, TrialTest.MissingErrors)
            ),
            Claim(
                "the same with the bias of 3 shifted",
                "+3.5: 109, of which 14 on the 3s",
                $"{Shifts(NoThree)}: {OnThrees(TrialTest.Corrected, TrialTest.CorrectedErrors)}"
            ),
            Claim(
                "7s and 8s alone in the transfer set, test error",
                "47.3 %",
                Trials.Percent([.. Errors(SevenEight).Select(e => e / test)])
            ),
            Claim(
                "the same with the biases of 7 and 8 shifted",
                "−7.6: 13.2 %",
                $"{Shifts(SevenEight)}: {Trials.Percent([.. Values(SevenEight, TrialTest.Corrected).Select(a => 1 - a)])}"
            ),
            Claim(
                "3 % of the data: accuracy by hard and by soft targets",
                "speech frames: 44.5 and 57.0 %, with all data 58.9 %",
                $"{Accuracy(LittleHard)} and {Accuracy(LittleSoft)}, with all data {Accuracy(Alone)}"
            ),
        ];

    private IReadOnlyList<TableRecord> Tables() =>
        [
            new TableRecord(
                "Errors",
                ["arm", "test errors", "test error", "validation error"],
                [
                    .. Three
                        .Concat([Alone, Distilled, AtBest, ByEnsemble, NoThree, SevenEight, LittleHard, LittleSoft])
                        .Select(arm =>
                            (IReadOnlyList<string>)
                                [arm, Counts(Errors(arm)), Trials.Percent([.. Errors(arm).Select(e => e / test)]), Validation(arm)]
                        ),
                ]
            ),
            new TableRecord(
                "Temperature",
                [
                    "trained by",
                    .. Widths.SelectMany(width => (string[])[$"{width} units, test errors", $"{width} units, validation error"]),
                ],
                [
                    ["hard labels", .. Widths.SelectMany(width => (string[])[Counts(Errors(Plain(width))), Validation(Plain(width))])],
                    .. Temperatures.Select(t =>
                        (IReadOnlyList<string>)
                            [
                                FormattableString.Invariant($"T = {t}"),
                                .. Widths.SelectMany(width => (string[])[Counts(Errors(Swept(width, t))), Validation(Swept(width, t))]),
                            ]
                    ),
                ]
            ),
            new TableRecord(
                "Missing classes",
                ["transfer set", "test errors", "of missing classes", "shift", "test errors then", "of missing classes then"],
                [
                    .. new[] { NoThree, SevenEight }.Select(arm =>
                        (IReadOnlyList<string>)
                            [
                                arm,
                                Counts(Errors(arm)),
                                Counts(Values(arm, TrialTest.MissingErrors)),
                                Shifts(arm),
                                Counts([.. Values(arm, TrialTest.Corrected).Select(a => (1 - a) * test)]),
                                Counts(Values(arm, TrialTest.CorrectedErrors)),
                            ]
                    ),
                ]
            ),
        ];

    private static ClaimRecord Claim(string what, string paper, string seen) => new(what, paper, seen, Paper);

    private IReadOnlyList<double> TeacherErrors => [.. Three.SelectMany(Errors)];

    private string Ensemble => Counts([TogetherErrors]);

    private double TogetherErrors => together.Value;

    private IReadOnlyList<double> Values(string arm, string name) => trials.Value(arm, name);

    private IReadOnlyList<double> Errors(string arm) => [.. Values(arm, TrialTest.Accuracy).Select(accuracy => (1 - accuracy) * test)];

    private string Accuracy(string arm) => Trials.Percent(Values(arm, TrialTest.Accuracy));

    private string Validation(string arm) => Trials.Percent([.. trials.Last(arm, p => 1 - p.Accuracy)]);

    private string Gap(string arm, double teacher)
    {
        var (alone, distilled) = (Mean(Errors(Alone)), Mean(Errors(arm)));
        return alone > teacher
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * (alone - distilled) / (alone - teacher):0} %")
            : "no gap";
    }

    // One teacher is a draw of its own: the gap to the mean of three says more of the way of training.
    private string Gaps(string arm) =>
        $"{Gap(arm, Mean(Errors(Three[0])))} to its teacher, {Gap(arm, Mean(TeacherErrors))} to the mean teacher";

    private string Sweep(int width) =>
        string.Join(
            ", ",
            Temperatures.Select(t => string.Create(CultureInfo.InvariantCulture, $"{Mean(Errors(Swept(width, t))):0} at T = {t}"))
        );

    private string BestTemperature(int width) => HintonMnistStudy.BestTemperature(trials, width).ToString(CultureInfo.InvariantCulture);

    private string OnThrees(string accuracy, string missing) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Counts([.. Values(NoThree, accuracy).Select(a => (1 - a) * test)])}, of which {Counts(Values(NoThree, missing))} on the "
                + $"{Of(3):#,0} 3s"
        );

    private string Shifts(string arm) =>
        string.Join(", ", Values(arm, TrialTest.Shift).Select(shift => shift.ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture)));

    private int Of(int label) => frame.Data.Test.Labels.Count(l => l == label);

    private static double Mean(IReadOnlyList<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary><c>91 ± 3</c>: mean and standard deviation of whole numbers over seeds.</summary>
    private static string Counts(IReadOnlyList<double> values)
    {
        var whole = values.Where(double.IsFinite).ToList();
        if (whole.Count == 0)
            return "broke off";
        var mean = whole.Average();
        var deviation = whole.Count > 1 ? Math.Sqrt(whole.Sum(v => (v - mean) * (v - mean)) / (whole.Count - 1)) : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{mean:#,0}{(whole.Count > 1 ? $" ± {deviation.ToString("0", CultureInfo.InvariantCulture)}" : "")}"
        );
    }
}
