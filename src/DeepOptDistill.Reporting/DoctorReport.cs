using DeepOptDistill.Core;
using DeepOptDistill.Core.Ensembles;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Pages;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting;

/// <summary>The page of a diagnosis: what to do and why. A function of the diagnosis and of nothing else.</summary>
public static class DoctorReport
{
    /// <summary>Writes <c>doctor.html</c> and <c>doctor.md</c>.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    public static void Write(EnsembleDiagnosis diagnosis, string folder)
    {
        var (html, markdown) = (Html(diagnosis), Markdown(diagnosis));
        AtomicFile.WriteText(Path.Combine(folder, "doctor.html"), html);
        AtomicFile.WriteText(Path.Combine(folder, "doctor.md"), markdown);
    }

    /// <summary>One page that needs nothing beside it.</summary>
    public static string Html(EnsembleDiagnosis diagnosis) => HtmlPage.Of(DocumentOf(diagnosis));

    /// <summary>The same in Markdown; pictures are left out, their figures are in the tables.</summary>
    public static string Markdown(EnsembleDiagnosis diagnosis) => MarkdownPage.Of(DocumentOf(diagnosis));

    private static Document DocumentOf(EnsembleDiagnosis diagnosis) =>
        new(
            "Ensemble doctor",
            diagnosis.Recipe,
            FormattableString.Invariant($"{diagnosis.Dataset}, {diagnosis.Samples:#,0} validation samples · deepopt {diagnosis.Tool}"),
            [
                new Chapter("", [.. diagnosis.Advice.SelectMany(Prescribed), Gains(diagnosis), .. Meaning(diagnosis)]),
                new Chapter(
                    "Teachers",
                    [
                        Teachers(diagnosis),
                        new Remark(
                            "NLL: nats a label; a probability below 10⁻⁷ counts as that, so that one answer decides nothing alone. "
                                + "Temperature: what makes a teacher's answers likeliest; above 1 it is too sure. "
                                + "Time: its part of what all take for a sample."
                        ),
                    ]
                ),
                .. diagnosis.Teachers.Count > 1
                    ? new[]
                    {
                        new Chapter(
                            "What each adds",
                            [
                                Additions(diagnosis),
                                new Remark(
                                    "What the mean of probabilities wins by a teacher's being there, with the 95 % interval of the "
                                        + "paired comparison."
                                ),
                            ]
                        ),
                    }
                    : [],
                .. diagnosis.Pairs.Count > 0
                    ? new[]
                    {
                        new Chapter(
                            "How they agree",
                            [
                                Pairs(diagnosis),
                                new Remark(
                                    "Error correlation: 1 where two teachers fail on the same samples, 0 where they fail "
                                        + "independently. The lower, the more there is to gain from both."
                                ),
                            ]
                        ),
                    }
                    : [],
                new Chapter(
                    "Mixing rules",
                    [
                        Rules(diagnosis),
                        new Remark(
                            "What is fitted (weights, temperatures) is judged on samples that it was not fitted to: five folds. "
                                + "Gain in nats over the recipe's own ensemble, with its 95 % interval as of one comparison. A rule is "
                                + $"advised where its gain is beyond chance as the best of {diagnosis.Rules.Count - 1}, and "
                                + "costs no accuracy."
                                + Mark(diagnosis)
                        ),
                        .. Weights(diagnosis),
                    ]
                ),
                .. diagnosis.Teachers.Count > 1 ? new[] { Subsets(diagnosis) } : [],
                Reliability(diagnosis),
                new Chapter("To repeat this diagnosis", [new Listing(diagnosis.Command, "sh"), new Prose(diagnosis.Machine.ToString())]),
            ]
        );

    private static IEnumerable<Passage> Prescribed(AdviceRecord advice) =>
        advice.Recipe.Length == 0 ? [new Lead(advice.Text)] : [new Lead(advice.Text), new Listing(advice.Recipe, "yaml")];

    private static IEnumerable<Passage> Meaning(EnsembleDiagnosis diagnosis) =>
        diagnosis.Task == TaskKind.Labels
            ?
            [
                new Remark(
                    "Every share is one of single decisions: a label of a sample, yes or no, at probability ½. In intervals all "
                        + "decisions about a sample are one observation."
                ),
            ]
            : [];

    private static KeyFigures Gains(EnsembleDiagnosis diagnosis)
    {
        var (own, best) = (diagnosis.Rules[0], diagnosis.Teachers.MaxBy(teacher => teacher.Fit.Accuracy)!);
        return new KeyFigures([
            new KeyFigure(
                Figures.Percent(own.Fit.Accuracy),
                "accuracy of the ensemble",
                $"the best teacher, {best.Name}: {Figures.Percent(best.Fit.Accuracy)}"
            ),
            new KeyFigure(
                Figures.Percent(diagnosis.Oracle),
                "at least one is right",
                $"all are right: {Figures.Percent(diagnosis.Unanimous)}"
            ),
            new KeyFigure(
                Figures.Milliseconds(diagnosis.Teachers.Sum(teacher => teacher.LatencyMs)),
                "a sample",
                Figures.Counted(diagnosis.Teachers.Count, "teacher") + " on one thread"
            ),
        ]);
    }

    private static Table Teachers(EnsembleDiagnosis diagnosis) =>
        new(
            [
                new Column("", IsNumber: false),
                new Column("Accuracy"),
                new Column("NLL"),
                new Column("Calibration error"),
                new Column("Temperature"),
                new Column("MACs"),
                new Column("Latency"),
                new Column("Time"),
            ],
            [
                .. diagnosis.Teachers.Select(teacher => new Row(
                    teacher.Name,
                    Figures.Percent(teacher.Fit.Accuracy),
                    Figures.Number(teacher.Fit.NegativeLogLikelihood),
                    Figures.Percent(teacher.Fit.CalibrationError),
                    FormattableString.Invariant($"{teacher.Temperature:0.00}"),
                    Figures.Compact(teacher.Macs, teacher.MacsUnknown),
                    Figures.Milliseconds(teacher.LatencyMs),
                    new Cell(Figures.WholePercent(teacher.TimeShare), teacher.TimeShare)
                )
                {
                    Role = Role.Teacher,
                }),
            ]
        );

    private static Table Additions(EnsembleDiagnosis diagnosis) =>
        new(
            [new Column("", IsNumber: false), new Column("Accuracy, in points"), new Column("Likelihood, in nats")],
            [
                .. diagnosis.Teachers.Select(teacher => new Row(teacher.Name, Points(teacher.AccuracyGain), Nats(teacher.LikelihoodGain))
                {
                    Role = Role.Teacher,
                }),
            ]
        );

    private static Table Pairs(EnsembleDiagnosis diagnosis)
    {
        return new(
            [
                new Column("First teacher", IsNumber: false),
                new Column("Second teacher", IsNumber: false),
                new Column("Answers that differ"),
                new Column("Error correlation"),
            ],
            [
                .. diagnosis.Pairs.Select(pair => new Row(
                    pair.First,
                    pair.Second,
                    new Cell(Figures.Percent(pair.Disagreement), pair.Disagreement),
                    FormattableString.Invariant($"{pair.ErrorCorrelation:0.00}")
                )),
            ]
        );
    }

    private static Table Rules(EnsembleDiagnosis diagnosis) =>
        new(
            [
                new Column("", IsNumber: false),
                new Column("Calibrated", IsNumber: false),
                new Column("Accuracy"),
                new Column("NLL"),
                new Column("Calibration error"),
                new Column("Gain in nats"),
            ],
            [
                .. diagnosis.Rules.Select(rule => new Row(
                    rule.IsRecipes ? rule.Rule + " (the recipe's)" : rule.Rule,
                    rule.Calibrated ? "yes" : "",
                    Figures.Percent(rule.Fit.Accuracy),
                    Figures.Number(rule.Fit.NegativeLogLikelihood),
                    Figures.Percent(rule.Fit.CalibrationError),
                    rule.IsRecipes ? "" : Nats(rule.LikelihoodGain)
                )
                {
                    Role = rule.IsRecipes ? Role.Ensemble : null,
                }),
            ]
        );

    private static string Mark(EnsembleDiagnosis diagnosis) =>
        diagnosis.Familiar.Count == 0
            ? ""
            : $" {string.Join(", ", diagnosis.Familiar)} {(diagnosis.Familiar.Count == 1 ? "has" : "have")} seemingly learned from them: "
                + "weights and temperatures may trust it too much, and no fold shows it.";

    private static IEnumerable<Passage> Weights(EnsembleDiagnosis diagnosis) =>
        diagnosis.Rules.All(rule => rule.Weights.Count == 0)
            ? []
            :
            [
                new Table(
                    [
                        new Column("Weights", IsNumber: false),
                        new Column("Calibrated", IsNumber: false),
                        .. diagnosis.Teachers.Select(teacher => new Column(teacher.Name)),
                    ],
                    [
                        .. diagnosis
                            .Rules.Where(rule => rule.Weights.Count > 0)
                            .Select(rule => new Row([
                                rule.Rule,
                                rule.Calibrated ? "yes" : "",
                                .. rule.Weights.Select(weight => new Cell(FormattableString.Invariant($"{weight:0.00}"), weight)),
                            ])),
                    ]
                ),
                new Remark("Weights fitted to all samples." + Mark(diagnosis)),
            ];

    private static Chapter Subsets(EnsembleDiagnosis diagnosis)
    {
        var line = new LineRecord(
            "mean of the best",
            [
                .. diagnosis.Subsets.Select(subset => new LinePoint(
                    subset.LatencyMs,
                    subset.Fit.Accuracy,
                    subset.Fit.Accuracy,
                    subset.Fit.Accuracy
                )),
            ]
        );
        return new Chapter(
            "How many teachers are worth their time",
            [
                new Pictures(
                    [PictureOf(new ChartRecord("", "milliseconds a sample", "accuracy", IsShare: true, IsLogarithmic: false, [line]))],
                    "Each ensemble holds the one before and the teacher that raises its likelihood most.",
                    new Remark("The picture is in the HTML page.")
                ),
                new Table(
                    [
                        new Column("Teachers"),
                        new Column("", IsNumber: false),
                        new Column("Accuracy"),
                        new Column("NLL"),
                        new Column("Latency"),
                    ],
                    [
                        .. diagnosis.Subsets.Select(subset => new Row(
                            Figures.Count(subset.Teachers.Count),
                            string.Join(", ", subset.Teachers),
                            Figures.Percent(subset.Fit.Accuracy),
                            Figures.Number(subset.Fit.NegativeLogLikelihood),
                            Figures.Milliseconds(subset.LatencyMs)
                        )),
                    ]
                ),
                new Remark(
                    "Accuracy of choosing so many, judged on samples that the choice was not made on (five folds); the teachers named "
                        + "are those chosen on all samples."
                ),
            ]
        );
    }

    private static Chapter Reliability(EnsembleDiagnosis diagnosis) =>
        new(
            "Can their confidence be believed",
            [
                new Pictures(
                    [
                        PictureOf(
                            new ChartRecord(
                                "",
                                "confidence",
                                "share answered correctly",
                                IsShare: true,
                                IsLogarithmic: false,
                                [
                                    .. diagnosis.Reliability.Where(line => line.Points.Count > 0),
                                    new LineRecord("as sure as right", [new(0, 0, 0, 0), new(1, 1, 1, 1)]),
                                ]
                            )
                        ),
                    ],
                    "Below the diagonal a teacher is surer than it is right: its soft targets are harder than they should be.",
                    new Remark("The picture is in the HTML page.")
                ),
            ]
        );

    private static Picture PictureOf(ChartRecord chart) =>
        new($"{chart.Y} by {chart.X}", LineChart.Of(chart), LineChart.Width, LineChart.Height);

    private static string Points(GainRecord? gain) =>
        gain is null ? "" : $"{Figures.SignedPoints(gain.Mean)} ({Figures.SignedPoints(gain.Low)} to {Figures.SignedPoints(gain.High)})";

    private static string Nats(GainRecord? gain) =>
        gain is null
            ? ""
            : FormattableString.Invariant(
                $"{gain.Mean:+0.0000;−0.0000;0.0000} ({gain.Low:+0.0000;−0.0000;0.0000} to {gain.High:+0.0000;−0.0000;0.0000})"
            );
}
