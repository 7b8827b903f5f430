using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Asks a teacher labelled images before it labels others, and says what is wrong with it.</summary>
public static class TeacherExamination
{
    /// <summary>Samples of which no fewer tell anything.</summary>
    public const int Fewest = 40;

    private const int Timed = 16;

    /// <summary>Numbers of answers that are held at once (256 MiB): of very many classes fewer questions are asked.</summary>
    private const int Held = 1 << 26;

    // A machine that is busy for a moment must not hide a fault: a budget that allows a few images allows so many.
    private const int Tolerated = 10;
    private const int Enough = 64;

    /// <summary>
    /// Examines a teacher: kind of its answers, order of its classes, normalization and layout of its images; where none of these explains
    /// bad answers, whether they are finite, constant or near chance; and before all whether a sample is answered the same again, and the
    /// same beside others. Of several explanations the one that makes most answers right is given; of two faults at once both, where more
    /// answers are right than under any one repair. Of labels and values, see <see cref="ToldExamination"/>.
    /// </summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="set">Labelled images, not necessarily those that it was trained on.</param>
    /// <param name="options">How thoroughly; null for the default.</param>
    /// <exception cref="Core.Problems.InputException">The file does not run, or does not fit its description.</exception>
    public static Examined Of(TeacherSpec spec, string folder, SampleSet set, ExaminationOptions? options = null)
    {
        if (set.Task != TaskKind.Classes)
            return ToldExamination.Of(spec, folder, set, options);
        options ??= new();
        using var examinee = Examinee.Open(spec, folder, set, options.Threads);
        var questions = new Questions(set, examinee.Form.Map.Knows, options.Images);
        var count = Math.Min(Math.Min(questions.Count, Held / examinee.Numbers), Affordable(examinee, questions, options));
        if (count < Fewest)
            return new(0, double.NaN, []);
        return Examine(examinee, folder, set, new Questions(set, examinee.Form.Map.Knows, count), Math.Min(options.Screen, count));
    }

    private static Examined Examine(Examinee examinee, string folder, SampleSet set, Questions questions, int screen)
    {
        var labels = questions.Labels(questions.Count);
        var unsteady = Steadiness.Of(
            (first, count) => examinee.Ask(examinee.Spec.Input, questions, count, first),
            questions.Count,
            () => examinee.Model
        );
        var answers = examinee.Ask(examinee.Spec.Input, questions, questions.Count);
        var look = new Look(answers, examinee.Numbers);
        var kind =
            look.IsConstant || look.Finite.Length == 0
                ? examinee.Form.Kind
                : KindExamination.Apparent(examinee.Form.Kind, look.Finite, examinee.Numbers);
        var answered = examinee.Classes(kind, answers);
        var marks = Marks.Of(answered, labels);
        var chance = labels.GroupBy(l => l).Max(g => g.Count()) / (double)labels.Length;
        if (unsteady is not null)
            return new(labels.Length, marks.Accuracy, [unsteady]);
        using var trials = new Trials(examinee, folder, set, questions, kind, screen);
        var repair = new RepairSearch(
            trials,
            answered,
            labels,
            examinee.Form.Map,
            screen,
            chance,
            Surprises.Of(examinee, kind, answers, labels)
        ).Best();
        var ofKind = KindExamination.Of(examinee.Spec.Output, examinee.Form.Kind, kind, look.Finite, examinee.Numbers);
        Finding?[] findings = repair is null
            ? [ofKind, Beyond(look, marks, chance)]
            : [repair.Finding(examinee.Spec.Output, examinee.Form, set.Classes, ofKind, kind)];
        return new(labels.Length, marks.Accuracy, [.. findings.OfType<Finding>()]);
    }

    /// <summary>What no line of a description repairs.</summary>
    private static Finding? Beyond(Look look, Marks marks, double chance)
    {
        if (look.Broken > 0)
            return new(
                Fault.NotFinite,
                $"{look.Broken} of {marks.Right.Count} answers hold NaN or infinity",
                "Check its weights and its numeric type: float16 overflows beyond 65504. No line of teacher.yaml repairs it."
            );
        if (look.IsConstant)
            return new(
                Fault.ConstantAnswers,
                $"the same answer to {marks.Right.Count} different samples",
                "Fetch or train the network again: nothing of the image reaches its output."
            );
        // Of samples of one class nobody can do better than who always names it.
        return chance >= 1 || marks.Accuracy >= chance + 0.1 * (1 - chance)
            ? null
            : new(
                Fault.NearChance,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"accuracy {100 * marks.Accuracy:0.0} % on {marks.Right.Count} samples, {100 * chance:0.0} % without knowledge, "
                        + $"and no usual normalization or order of classes helps"
                ),
                "Check that the file holds the trained network, and that it was trained on these classes."
            );
    }

    /// <summary>Images that the budget allows: a third of it for the declared normalization, the rest for all others.</summary>
    private static int Affordable(Examinee examinee, Questions questions, ExaminationOptions options)
    {
        if (options.Budget is not { } budget || questions.Count < Timed)
            return int.MaxValue;
        var clock = options.Clock ?? TimeProvider.System;
        var start = clock.GetTimestamp();
        examinee.Ask(examinee.Spec.Input, questions, Timed);
        var each = clock.GetElapsedTime(start) / Timed;
        var affordable = (int)Math.Min(int.MaxValue, budget / 3 / (each + TimeSpan.FromTicks(1)));
        return affordable < Tolerated ? affordable : Math.Max(affordable, Enough);
    }
}
