using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Targets.Mixing;
using static DeepOptDistill.Distillation.Studies.Designs.SpecialistsStudy;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>What the trainings of <see cref="SpecialistsStudy"/> say beside the paper.</summary>
internal sealed class SpecialistsFindings(StudyFrame frame, Trials trials, IReadOnlyList<Specialty> fields)
{
    private const string Paper = "Hinton, Vinyals & Dean 2015";
    private readonly IReadOnlyList<Committee> committees = [.. frame.Seeds.Select(seed => new Committee(frame, seed, fields))];
    private IReadOnlyList<bool[]>? alone,
        together;

    private IReadOnlyList<bool[]> Alone => alone ??= [.. committees.Select(c => c.Alone)];

    private IReadOnlyList<bool[]> Together => together ??= [.. committees.Select(c => c.Together(1))];

    public Findings All(int epochs) =>
        new(
            $"{Count(fields.Count, "specialist")} for {Named(" / ")} lift the generalist from {Share(Alone)} of the test images to "
                + $"{Share(Together)}: {Relative(Alone, Together)}. The generalist trained on for as long as one of them has "
                + $"{Trials.Percent(trials.Value(Longer, TrialTest.Accuracy))}, the mean of all generalists {Trials.Percent([Mean()])}.",
            [
                FormattableString.Invariant(
                    $"Generalist: four 3×3 convolutions, 32-32-64-64 channels with batch norm, {epochs} epochs, SGD with Nesterov's "
                ) + FormattableString.Invariant($"momentum, warm-up and cosine from 0.1, batch {Batch}, images as they are."),
                "Fields: K-means on the columns of the covariance of the generalists' predictions of the validation images, for 2 to "
                    + $"{MostClusters} clusters; each cluster of two to {LargestField} classes is one: {Named("; ")}. With ten classes "
                    + "that are equally frequent, columns differ most by their own variance: classes that are seldom confused are "
                    + "clusters of their own and get no specialist.",
                "Specialist: the special classes and a dustbin for all others; begins with its generalist's weights, the dustbin with "
                    + "the mean of those that it stands for; half of its images special, half others; half as many steps as the "
                    + "generalist, from a rate of 0.02. Its dustbin's logit is then raised by the logarithm of how much more often "
                    + "special images were shown.",
                "Joint answer: the specialists whose field holds the class that the generalist finds most probable are asked (n = 1); "
                    + "q minimizes KL(p_g, q) + Σ KL(p_m, q), dustbins summed.",
            ],
            Claims(),
            [Ways(), Covering(), ByField(), ByClass()],
            [
                trials.Chart("Generalist: validation accuracy", "validation accuracy", [Generalist, Longer], p => p.Accuracy, share: true),
                Numbered(
                    trials.Chart(
                        "Specialists: validation accuracy on their own labels",
                        "validation accuracy",
                        fields.Select(Name),
                        p => p.Accuracy,
                        share: true
                    )
                ),
            ],
            "The paper's data, 100 million images of 15,000 classes, cannot be had; its figures are of another scale. With ten classes "
                + "a field is a large part of all, and the generalist has seen every class thousands of times.",
            "A specialist has as many parameters as the generalist: a committee is an ensemble too. The mean of all generalists, as "
                + "many nets as seeds, shows what an ensemble alone would gain."
        );

    private IReadOnlyList<ClaimRecord> Claims() =>
        [
            new(
                "test accuracy, generalist alone and with specialists",
                "25.0 and 26.1 %: 4.4 % relative (61 specialists)",
                $"{Share(Alone)} and {Share(Together)}: {Relative(Alone, Together)} ({Count(fields.Count, "specialist")})",
                Paper
            ),
            new(
                "accuracy among the special classes alone",
                "43.1 and 45.9 %",
                $"{Trials.Percent([.. committees.Select(c => Fields(m => c.Conditional(m).Generalist))])} and "
                    + $"{Trials.Percent([.. committees.Select(c => Fields(m => c.Conditional(m).Specialist))])}",
                Paper
            ),
            new(
                "relative gain by the number of specialists that cover the class",
                "0: none, 1: 3.4 %, 2: 7.4 %, 3: 8.8 %, 6: 11.3 %, 10 or more: 14.1 %",
                string.Join(", ", Covered().Select(n => $"{n}: {Relative(Alone, Together, i => Covers(i) == n)}")),
                Paper
            ),
            new("fields", "classes that belong together, found without labels (kinds of bridges, cars, parties)", Named("; "), Paper),
        ];

    private TableRecord Ways() =>
        new(
            "Accuracy",
            ["who answers", "test accuracy", "relative gain"],
            [
                ["generalist", Share(Alone), "–"],
                ["with specialists, n = 1", Share(Together), Relative(Alone, Together)],
                .. new[] { 2, 3 }.Select(n => Way(FormattableString.Invariant($"with specialists, n = {n}"), c => c.Together(n))),
                Way("with specialists, n = 1, dustbins not corrected", c => c.Together(1, isCorrected: false)),
                [
                    "generalist, trained on",
                    Trials.Percent(trials.Value(Longer, TrialTest.Accuracy)),
                    Gain(Average(Alone, _ => true), trials.Value(Longer, TrialTest.Accuracy).Average()),
                ],
                [$"mean of {Count(frame.Seeds.Count, "generalist")}", Trials.Percent([Mean()]), Gain(Average(Alone, _ => true), Mean())],
            ]
        );

    private TableRecord Covering() =>
        new(
            "By the number of specialists that cover the class",
            ["specialists", "classes", "generalist", "with specialists", "relative gain"],
            [
                .. Covered()
                    .Select(n =>
                        (IReadOnlyList<string>)
                            [
                                FormattableString.Invariant($"{n}"),
                                string.Join(", ", Classes.Where((_, c) => Cover(c) == n)),
                                Share(Alone, i => Covers(i) == n),
                                Share(Together, i => Covers(i) == n),
                                Relative(Alone, Together, i => Covers(i) == n),
                            ]
                    ),
            ]
        );

    private TableRecord ByField() =>
        new(
            "Within a field: accuracy where only special classes may be the answer",
            ["specialist", "dustbin's shift", "generalist", "specialist"],
            [
                .. fields.Select(
                    (field, m) =>
                        (IReadOnlyList<string>)
                            [
                                FormattableString.Invariant($"{m + 1}: {Short(field)}"),
                                field.DustbinShift(frame.Data.Train).ToString("+0.00;−0.00;0", CultureInfo.InvariantCulture),
                                Trials.Percent([.. committees.Select(c => c.Conditional(m).Generalist)]),
                                Trials.Percent([.. committees.Select(c => c.Conditional(m).Specialist)]),
                            ]
                ),
            ]
        );

    private TableRecord ByClass() =>
        new(
            "By class",
            ["class", "specialists", "generalist", "with specialists"],
            [
                .. Classes.Select(
                    (name, c) =>
                        (IReadOnlyList<string>)
                            [
                                name,
                                FormattableString.Invariant($"{Cover(c)}"),
                                Share(Alone, i => frame.Data.Test.Labels[i] == c),
                                Share(Together, i => frame.Data.Test.Labels[i] == c),
                            ]
                ),
            ]
        );

    private IReadOnlyList<string> Way(string name, Func<Committee, bool[]> answer)
    {
        IReadOnlyList<bool[]> right = [.. committees.Select(answer)];
        return [name, Share(right), Relative(Alone, right)];
    }

    private IReadOnlyList<string> Classes => frame.Data.Classes;

    // Names of fields are too long for a chart's margin; the table within fields has the numbers.
    private ChartRecord Numbered(ChartRecord chart)
    {
        List<string> names = [.. fields.Select(Name)];
        return chart with
        {
            Lines =
            [
                .. chart.Lines.Select(line =>
                    line with
                    {
                        Name = FormattableString.Invariant($"specialist {names.IndexOf(line.Name) + 1}"),
                    }
                ),
            ],
        };
    }

    private string Name(Specialty field) => field.Describe(Classes);

    private string Short(Specialty field) => string.Join(", ", field.Special.Select(c => Classes[c]));

    private string Named(string between) => string.Join(between, fields.Select(Short));

    private int Cover(int label) => fields.Count(field => field.OutputOf(label) != field.Dustbin);

    private int Covers(int image) => Cover(frame.Data.Test.Labels[image]);

    private IReadOnlyList<int> Covered() => [.. Enumerable.Range(0, Classes.Count).Select(Cover).Distinct().Order()];

    private double Fields(Func<int, double> of) => Enumerable.Range(0, fields.Count).Select(of).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Accuracy of the generalists' mean.</summary>
    private double Mean()
    {
        var test = frame.Data.Test;
        return new Judgement(
            new LabelledAnswers([.. frame.Seeds.Select(seed => frame.Kept.Logits(Generalist, seed, test))], test).Mixed(
                new MeanProbabilities()
            ),
            [.. test.Labels]
        ).Accuracy;
    }

    private static string Share(IReadOnlyList<bool[]> right, Func<int, bool>? which = null) =>
        Trials.Percent([.. right.Select(seed => Of(seed, which ?? (_ => true)))]);

    private static string Relative(IReadOnlyList<bool[]> before, IReadOnlyList<bool[]> after, Func<int, bool>? which = null) =>
        Gain(Average(before, which ?? (_ => true)), Average(after, which ?? (_ => true)));

    private static double Average(IReadOnlyList<bool[]> right, Func<int, bool> which) => right.Average(seed => Of(seed, which));

    private static double Of(bool[] right, Func<int, bool> which) =>
        Enumerable.Range(0, right.Length).Where(which).Select(i => right[i] ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    private static string Gain(double before, double after) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * ((after / before) - 1):+0.0;−0.0;0.0} %");

    private static string Count(int count, string what) => Noun.Counted(count, what);
}
