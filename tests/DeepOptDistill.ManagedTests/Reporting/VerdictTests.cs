using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;
using DeepOptDistill.Reporting.Verdicts;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.ManagedTests.Reporting;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(
        0.90,
        0.92,
        0.94,
        "Distillation closes 50 % of the gap between baseline (90.00 %) and ensemble (94.00 %); 95 % interval 45 % to 70 %."
    )]
    [InlineData(
        0.90,
        0.95,
        0.94,
        "Distillation closes 125 % of the gap between baseline (90.00 %) and ensemble (94.00 %); 95 % interval 45 % to 70 %."
    )]
    [InlineData(
        0.90,
        0.90,
        0.94,
        "Distillation closes 0 % of the gap between baseline (90.00 %) and ensemble (94.00 %); 95 % interval 45 % to 70 %."
    )]
    [InlineData(0.90, 0.89, 0.94, "Distillation did not help: the baseline (90.00 %) is better than the student.")]
    [InlineData(
        0.90,
        0.89,
        0.94,
        "More epochs, or another temperature or weight, may change that: 'deepopt search' tries them on the " + "validation split."
    )]
    [InlineData(
        0.95,
        0.96,
        0.94,
        "The baseline is already as good as the ensemble of its 4 teachers (95.00 % against 94.00 %): there is no gap to close."
    )]
    public void The_gap_is_told_as_it_is(double baseline, double student, double ensemble, string sentence) =>
        Assert.Contains(sentence, Sentences(baseline, student, ensemble));

    /// <summary>A training that came to less than a guess is called failed in the first sentence, and closes no gap.</summary>
    [Theory]
    [InlineData(TaskKind.Values, -0.2, 0.8, "The training of the student failed: it is worse than a guess")]
    [InlineData(TaskKind.Values, -5e12, -6e18, "The training of the student and the baseline failed: both are worse than a guess")]
    [InlineData(TaskKind.Classes, 0.08, 0.9, "The training of the student failed: it is worse than a guess")]
    public void A_failed_training_is_called_so(TaskKind task, double student, double baseline, string begin)
    {
        var record = SampleRun.Record;
        ModelRecord With(ModelRecord model, double quality) =>
            task == TaskKind.Values
                ? model with
                {
                    Accuracy = null,
                    RSquared = quality,
                    RSquaredLow = quality,
                    RSquaredHigh = quality,
                }
                : model with
                {
                    Accuracy = quality,
                };
        double QualityOf(Role role) =>
            role switch
            {
                Role.Student => student,
                Role.Baseline => baseline,
                _ => 0.95,
            };
        record = record with
        {
            Dataset = record.Dataset with { Task = task },
            Models = [.. record.Models.Select(model => With(model, QualityOf(model.Role)))],
        };
        var sentences = Verdict.Sentences(record);
        Assert.StartsWith(begin, sentences[0], StringComparison.Ordinal);
        Assert.DoesNotContain(sentences, sentence => sentence.Contains("gap", StringComparison.Ordinal));
        Assert.DoesNotContain("of the gap closed", Report.Html(record), StringComparison.Ordinal);
        Assert.DoesNotContain("00000", string.Join(' ', sentences), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_of_a_regression_has_no_labels() => Assert.Equal("the data's values", new Wording(TaskKind.Values).Told);

    [Theory]
    [InlineData(
        0.90,
        0.92,
        "2.00 points more than the same network trained on labels alone and 2.00 points fewer than the ensemble of its 4 teachers."
    )]
    [InlineData(
        0.90,
        0.90,
        "as many as the same network trained on labels alone and 4.00 points fewer than the ensemble of its 4 teachers."
    )]
    [InlineData(
        0.90,
        0.94,
        "4.00 points more than the same network trained on labels alone and as many as the ensemble of its 4 teachers."
    )]
    public void The_first_sentence_compares_with_both(double baseline, double student, string end) =>
        Assert.EndsWith(end, Sentences(baseline, student, 0.94)[0], StringComparison.Ordinal);

    [Theory]
    [InlineData(
        0.0012,
        0.0040,
        "is beyond chance: its 95 % interval is +0.12 to +0.40 points over the same 10,000 samples and over seeds."
    )]
    [InlineData(-0.0012, 0.0040, "may be chance: its 95 % interval is −0.12 to +0.40 points over the same 10,000 samples and over seeds.")]
    [InlineData(
        -0.0040,
        -0.0012,
        "is beyond chance: its 95 % interval is −0.40 to −0.12 points over the same 10,000 samples and over seeds."
    )]
    public void A_difference_that_may_be_chance_is_said_to(double low, double high, string end)
    {
        var record = SampleRun.Record with { Comparisons = [new(Role.Student, Role.Baseline, (low + high) / 2, low, high, 3)] };
        Assert.Contains(Verdict.Sentences(record), sentence => sentence == $"The difference between student and baseline {end}");
    }

    /// <summary>A baseline that is better by chance alone is not called better.</summary>
    [Theory]
    [InlineData(-0.0100, 0.0040, "the baseline (90.00 %) and the student differ by no more than chance.")]
    [InlineData(-0.0160, -0.0040, "the baseline (90.00 %) is better than the student.")]
    public void A_lead_by_chance_is_none(double low, double high, string end)
    {
        var record = Of(0.90, 0.89, 0.94) with { Comparisons = [new(Role.Student, Role.Baseline, (low + high) / 2, low, high, 3)] };
        Assert.Contains($"Distillation did not help: {end}", Verdict.Sentences(record));
    }

    [Fact]
    public void Teachers_that_know_the_test_set_are_named()
    {
        var record = Of(0.90, 0.91, 0.94);
        record = record with { Models = [.. record.Models.Select((model, place) => place == 1 ? model with { KnownTest = 366 } : model)] };
        Assert.Contains(
            "Of the 10,000 test samples a teacher learned from some (fashion-cnn-b from 366): scores of teachers and ensemble, "
                + "and the gap to them, are too good.",
            Verdict.Sentences(record)
        );
        Assert.DoesNotContain(
            Verdict.Sentences(Of(0.90, 0.91, 0.94)),
            sentence => sentence.Contains("learned from some", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Teachers_of_unknown_origin_are_named()
    {
        var record = Of(0.90, 0.91, 0.94);
        record = record with
        {
            Models = [.. record.Models.Select((model, place) => place is 1 or 2 ? model with { KnownTest = null } : model)],
        };
        Assert.Contains(
            "What fashion-cnn-b, wide-residual learned from is not known: if it was samples of the test set, their scores, "
                + "and the gap to them, are too good.",
            Verdict.Sentences(record)
        );
    }

    /// <summary>A network that goes on learning may have learned from the test samples before: its score is no measure.</summary>
    [Fact]
    public void A_student_that_knew_the_test_set_is_named()
    {
        var record = Of(0.90, 0.91, 0.94);
        record = record with
        {
            Models = [.. record.Models.Select(model => model.Role == Role.Student ? model with { KnownTest = 281 } : model)],
        };
        Assert.Contains(
            "The student began as a network that learned from 281 of the 10,000 test samples: its score is too good.",
            Verdict.Sentences(record)
        );
    }

    /// <summary>A step that leaves the same file did nothing, whatever its latency.</summary>
    [Fact]
    public void A_step_that_changes_nothing_is_called_so()
    {
        var finish = SampleRun.Record.Finish;
        string Told(string hash) => Report.Markdown(SampleRun.Record with { Finish = [finish[0], finish[1] with { Hash = hash }] });
        Assert.Contains("nothing to do: the same file", Told(finish[0].Hash), StringComparison.Ordinal);
        Assert.DoesNotContain("nothing to do", Told(finish[1].Hash), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_seeds_are_said_to_tell_little()
    {
        string Told(int seeds) =>
            Report.Markdown(
                SampleRun.Record with
                {
                    Models = [.. SampleRun.Record.Models.Select(model => model with { Seeds = [.. model.Seeds.Take(seeds)] })],
                }
            );
        Assert.Contains("Two seeds say little of their spread", Told(2), StringComparison.Ordinal);
        Assert.DoesNotContain("Two seeds say little of their spread", Told(3), StringComparison.Ordinal);
    }

    /// <summary>
    /// A student that failed beside a sound baseline, with faulty teachers, learned what they taught: no rate is at fault.
    /// </summary>
    [Theory]
    [InlineData(true, "The teachers are faulty, and the student has learned that: repair them first.")]
    [InlineData(false, "Lower the rate, or look at the curves.")]
    public void A_student_of_faulty_teachers_is_not_said_to_learn_too_fast(bool areFaulty, string end)
    {
        var record = Of(0.90, 0.05, 0.94);
        string[] found = areFaulty ? ["permuted-classes: accuracy 4.0 % on 200 samples. output: { classes: [1, 0] }"] : [];
        record = record with { Models = [.. record.Models.Select((model, place) => place == 1 ? model with { Findings = found } : model)] };
        Assert.EndsWith(end, Verdict.Sentences(record)[0], StringComparison.Ordinal);
    }

    /// <summary>Baseline and student are one network: how far their latencies are apart is the noise of the measurement.</summary>
    [Fact]
    public void Latencies_of_one_network_show_the_noise()
    {
        var record = SampleRun.Record;
        string Told(double factor) =>
            Report
                .Markdown(
                    record with
                    {
                        Models =
                        [
                            .. record.Models.Select(model =>
                                model.Role == Role.Student ? model with { LatencyMsMedian = factor * model.LatencyMsMedian } : model
                            ),
                        ],
                    }
                )
                .Replace('\u00A0', ' ');
        Assert.Contains("their latencies differ by noise alone, here 25 %", Told(1.25), StringComparison.Ordinal);
        Assert.DoesNotContain("noise alone", Told(1), StringComparison.Ordinal);
        // A student that is faster by less than that is not called so.
        Assert.Contains("times faster", Told(1.25), StringComparison.Ordinal);
        Assert.DoesNotContain("times faster", Told(40), StringComparison.Ordinal);
        Assert.DoesNotContain("times slower", Told(40), StringComparison.Ordinal);
    }

    /// <summary>A teacher of the student's size is the same network: no ratio of their latencies is told.</summary>
    [Fact]
    public void A_teacher_of_the_students_size_is_neither_faster_nor_slower()
    {
        var record = SampleRun.Record;
        var student = record.Models.First(model => model.Role == Role.Student);
        var teacher = record.Models.First(model => model.Role == Role.Teacher);
        string Told(long parameters) =>
            Report
                .Markdown(
                    record with
                    {
                        Models =
                        [
                            teacher with
                            {
                                Parameters = parameters,
                                Macs = student.Macs,
                                LatencyMsMedian = 1.7 * student.LatencyMsMedian,
                            },
                            .. record.Models.Where(model => model.Role is Role.Student or Role.Baseline),
                        ],
                    }
                )
                .Replace('\u00A0', ' ');
        Assert.DoesNotContain("times faster", Told(student.Parameters), StringComparison.Ordinal);
        Assert.Contains($"and {teacher.Name} are the same network", Told(student.Parameters), StringComparison.Ordinal);
        Assert.Contains("answers 1.7 times faster", Told(student.Parameters + 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.0004, "0 %")]
    [InlineData(-0.006, "−1 %")]
    [InlineData(0.996, "100 %")]
    public void A_zero_has_no_sign(double share, string said) => Assert.Equal(said, Figures.WholePercent(share));

    [Fact]
    public void What_a_record_does_not_hold_is_not_known()
    {
        var old = Verdict.Sentences(SampleRun.Record with { Comparisons = [], Gap = null });
        Assert.Contains(
            old,
            sentence => sentence.Contains("it is not known whether their difference may be chance", StringComparison.Ordinal)
        );
        var open = Verdict.Sentences(SampleRun.Record with { Gap = new(0.58, null, null) });
        const string Unknown = "may be chance on a test set of this size: how much of it distillation closes is unknown.";
        Assert.Contains(
            open,
            sentence =>
                sentence.StartsWith("The gap between baseline (", StringComparison.Ordinal)
                && sentence.EndsWith(Unknown, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(open, sentence => sentence.Contains("closes 58 %", StringComparison.Ordinal));
        var page = Report.Html(SampleRun.Record with { Gap = new(0.58, null, null) });
        Assert.Contains(">unknown</dd>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("58 %</dd>", page, StringComparison.Ordinal);
    }

    /// <summary>A baseline that early stopping ended far before the student is no like comparison, which is said at once.</summary>
    [Fact]
    public void Trainings_of_other_lengths_are_told()
    {
        var record = SampleRun.Record with
        {
            Epochs =
            [
                .. SampleRun.Record.Epochs.Select(e => e with { Steps = 100 * e.Epoch }).Where(e => e.Role == Role.Student || e.Epoch <= 4),
            ],
        };
        Assert.Equal(
            "Early stopping ended the baseline after 400 steps and the student after 3,000: how much of their difference is "
                + "due to that is unknown.",
            Verdict.Sentences(record)[1]
        );
        Assert.Equal(Verdict.Sentences(record).Take(2), Report.Summary(record).Take(2));
        var even = SampleRun.Record with { Epochs = [.. SampleRun.Record.Epochs.Select(e => e with { Steps = 100 * e.Epoch })] };
        Assert.DoesNotContain(Verdict.Sentences(even), sentence => sentence.Contains("Early stopping", StringComparison.Ordinal));
    }

    /// <summary>What follows from the figures stands on the terminal as in the report.</summary>
    [Fact]
    public void The_summary_says_what_follows()
    {
        var said = Report.Summary(SampleRun.Record);
        Assert.Contains(said, sentence => sentence.StartsWith("Distillation closes 58 %", StringComparison.Ordinal));
        Assert.Contains(said, sentence => sentence.Contains("is beyond chance", StringComparison.Ordinal));
        Assert.All(said, sentence => Assert.Contains(sentence, Verdict.Sentences(SampleRun.Record)));
    }

    /// <summary>A test set that was learned from is said so where the result is.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void A_test_set_that_was_learned_from_is_told(int copies, bool told)
    {
        var record = SampleRun.Record with { Dataset = SampleRun.Record.Dataset with { TestCopies = copies } };
        string[] said = told
            ? ["Of the 10,000 test samples 101 are training samples too: no score here says what new samples would get."]
            : [];
        Assert.Equal(said, Report.Summary(record).Where(sentence => sentence.Contains("are training samples", StringComparison.Ordinal)));
    }

    /// <summary>Losses of values have no temperature that could be changed.</summary>
    [Theory]
    [InlineData("value-regression:\n  weight: 1\n", "another rate or weight")]
    [InlineData("soft-target:\n  temperature: 4\n", "another temperature or weight")]
    public void Only_what_there_is_can_be_changed(string terms, string said)
    {
        var worse = SampleRun.Record with
        {
            Terms = terms,
            Models = [.. SampleRun.Record.Models.Select(model => model.Role == Role.Student ? model with { Accuracy = 0.9 } : model)],
        };
        Assert.Contains(Verdict.Sentences(worse), sentence => sentence.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void An_ensemble_of_faulty_teachers_is_no_measure()
    {
        var record = Of(0.90, 0.91, 0.60);
        ModelRecord Faulty(ModelRecord model, int place) =>
            place switch
            {
                1 => model with { Findings = ["permuted-classes: accuracy 4.0 % on 200 samples. output: { classes: [1, 0] }"] },
                2 => model with { Accuracy = 0.04 },
                _ => model,
            };
        record = record with { Models = [.. record.Models.Select(Faulty)] };
        var sentences = Verdict.Sentences(record);
        Assert.Equal(
            "Something is wrong with 2 of 4 teachers: fashion-cnn-b (92.91 %), wide-residual (4.00 %); "
                + "what was found is told with it. Until that is repaired, nothing here measures what distillation can do.",
            sentences[1]
        );
        Assert.DoesNotContain(sentences, sentence => sentence.Contains("already as good", StringComparison.Ordinal));
    }

    [Fact]
    public void Seeds_are_compared_in_pairs()
    {
        Assert.Contains(
            "The student is better than the baseline with 3 of 3 seeds (+1.68 to +1.69 points).",
            Verdict.Sentences(SampleRun.Record)
        );
        Assert.Contains(Verdict.Sentences(Of(0.90, 0.92, 0.94, seeds: 1)), s => s.StartsWith("This is one seed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_student_that_is_larger_or_slower_is_said_to_be()
    {
        var record = SampleRun.Record with
        {
            Models =
            [
                .. SampleRun.Record.Models.Select(m =>
                    m.Role == Role.Student ? m with { Parameters = 6_799_500, LatencyMsMedian = 5.61 } : m
                ),
            ],
        };

        Assert.Contains(
            Verdict.Sentences(record),
            s =>
                s.Contains("has 2.0 times more parameters", StringComparison.Ordinal)
                && s.Contains("answers 2.0 times slower", StringComparison.Ordinal)
        );
    }

    private static IReadOnlyList<string> Sentences(double baseline, double student, double ensemble) =>
        Verdict.Sentences(Of(baseline, student, ensemble));

    private static RunRecord Of(double baseline, double student, double ensemble, int seeds = 3) =>
        SampleRun.Record with
        {
            Models =
            [
                .. SampleRun.Record.Models.Select(m =>
                {
                    var accuracy = m.Role switch
                    {
                        Role.Baseline => baseline,
                        Role.Student => student,
                        Role.Ensemble => ensemble,
                        _ => m.Quality.Value,
                    };
                    var (low, high) = Proportion.Wilson95(accuracy, 10_000);
                    return m with { Accuracy = accuracy, AccuracyLow = low, AccuracyHigh = high, Seeds = [.. m.Seeds.Take(seeds)] };
                }),
            ],
        };
}
