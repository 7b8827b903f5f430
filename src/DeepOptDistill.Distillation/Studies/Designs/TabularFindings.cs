using System.Globalization;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Students.Networks;
using static DeepOptDistill.Distillation.Studies.Designs.TabularStudy;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>What the trainings of <see cref="TabularStudy"/> say beside the paper.</summary>
internal sealed class TabularFindings(StudyFrame frame, Trials trials)
{
    private const string Paper = "Bucila, Caruana & Niculescu-Mizil 2006";
    private readonly double ensemble = frame.Lessons.TestAccuracy(Masters);

    private string Answers(int width) =>
        $"A network of {width} units answers {Seen(width, Best(width))} by hard labels, {Seen(width, Soft)} by soft targets on "
        + $"the same rows ({Gap(width, Soft)}), {Seen(width, Made(Copies[^1]))} with {Copies[^1]} made rows for each "
        + $"({Gap(width, Made(Copies[^1]))}).";

    public Findings All(int steps, int batch) =>
        new(
            $"The ensemble answers {Percent(ensemble)} of the test rows. " + string.Join(" ", Widths[1..].Select(Answers)),
            [
                $"Data: the letters of UCI, 16 numbers a row, 26 classes: {frame.Data.Train.Count} labelled rows, "
                    + $"{frame.Data.Validation.Count} for validation, {frame.Data.Test.Count} for the test. 12,000 more rows stand for "
                    + "data that nobody labelled.",
                "Teachers: a support vector machine with radial basis functions and 20 extremely randomized trees, both by "
                    + "scikit-learn, both trained on the same labelled rows; the mean of their probabilities.",
                "Students: one hidden layer of rectifiers on standardized numbers; soft targets at T = 2, without hard labels; "
                    + FormattableString.Invariant(
                        $"Adam at 0.003 with warm-up and cosine, batch {batch}, {steps} steps whatever the rows, but an eighth of them "
                    )
                    + "in one arm of hard labels, which overfits less.",
                FormattableString.Invariant(
                    $"MUNGE: swap probability {Munging.Swap}, variance parameter {Munging.Variance}, so many copies of the labelled "
                ) + "rows; the teachers answer every made row.",
            ],
            Claims(),
            Tables(),
            [.. Widths.Select(ChartOf)],
            "The paper's ensembles hold hundreds of models and its letters are two binary problems; here there are two models and 26 "
                + "classes. What can be compared is the order of the ways.",
            "The gap is from the better arm of hard labels, by validation, to the ensemble."
        );

    private IReadOnlyList<ClaimRecord> Claims() =>
        [
            new ClaimRecord(
                "a network trained on the labelled rows against the ensemble",
                "the ensemble is better",
                $"{Seen(Widths[1], Best(Widths[1]))} against {Percent(ensemble)} ({Widths[1]} units)",
                Paper
            ),
            new ClaimRecord(
                "a network compressed with MUNGE",
                "about 97 % of the gain kept over 8 problems, with up to 256 units",
                string.Join(", ", Widths.Select(width => $"{Gap(width, Made(Copies[^1]))} with {width} units")),
                Paper
            ),
            new ClaimRecord(
                "made rows",
                "up to 400,000 made from 4,000",
                string.Join(", ", Copies.Select(copies => $"× {copies}: {Seen(Widths[1], Made(copies))}")) + $" ({Widths[1]} units)",
                Paper
            ),
            new ClaimRecord(
                "made rows against real ones without labels",
                "made rows better than random ones; real ones are our question",
                $"{Seen(Widths[1], Made(3))} with 3 made rows for each, {Seen(Widths[1], Real)} with 12,000 real ones",
                Paper
            ),
            new ClaimRecord(
                "size",
                "up to 256 units",
                string.Join(", ", Widths.Select(width => $"{width} units: {Seen(width, Made(Copies[^1]))}")),
                Paper
            ),
        ];

    private IReadOnlyList<TableRecord> Tables() =>
        [
            new TableRecord(
                "Test accuracy",
                [
                    "way",
                    .. Widths.Select(width =>
                        string.Create(CultureInfo.InvariantCulture, $"{width} units, {ParametersOf(width):#,0} parameters")
                    ),
                ],
                [
                    ["ensemble", .. Widths.Select(_ => Percent(ensemble))],
                    .. Masters.Select(name =>
                        (IReadOnlyList<string>)[name, .. Widths.Select(_ => Percent(frame.Lessons.TestAccuracy([name])))]
                    ),
                    .. Ways.Select(way => (IReadOnlyList<string>)[way, .. Widths.Select(width => Seen(width, way))]),
                ]
            ),
            new TableRecord(
                "Validation error",
                ["way", .. Widths.Select(width => $"{width} units")],
                [.. Ways.Select(way => (IReadOnlyList<string>)[way, .. Widths.Select(width => Trials.Percent(Errors(width, way)))])]
            ),
        ];

    private ChartRecord ChartOf(int width)
    {
        var chart = trials.Chart(
            $"{width} units: validation error",
            "validation error",
            Ways.Select(way => ArmOf(width, way)),
            p => 1 - p.Accuracy,
            share: true,
            logarithmic: true
        );
        return chart with
        {
            Lines = [.. chart.Lines.Select(line => line with { Name = Ways.Single(way => ArmOf(width, way) == line.Name) })],
        };
    }

    private IReadOnlyList<double> Accuracy(int width, string way) => trials.Value(ArmOf(width, way), TrialTest.Accuracy);

    private IReadOnlyList<double> Errors(int width, string way) => trials.Last(ArmOf(width, way), p => 1 - p.Accuracy);

    private string Seen(int width, string way) => Trials.Percent(Accuracy(width, way));

    /// <summary>The better way of hard labels, by validation.</summary>
    private string Best(int width) => Errors(width, Hard).Average() <= Errors(width, HardBriefly).Average() ? Hard : HardBriefly;

    private string Gap(int width, string way)
    {
        var (alone, taught) = (Accuracy(width, Best(width)).Average(), Accuracy(width, way).Average());
        return ensemble > alone
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(100 * (taught - alone) / (ensemble - alone)).ToString("0;−0", CultureInfo.InvariantCulture)} % of the gap"
            )
            : "there is no gap to close";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %");

    private static long ParametersOf(int width)
    {
        using var network = Network.Outline(Student(width));
        return network.ParameterCount;
    }
}
