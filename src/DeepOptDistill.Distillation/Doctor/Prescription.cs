using System.Globalization;
using DeepOptDistill.Core.Ensembles;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Doctor;

/// <summary>
/// What follows from a diagnosis. Advice is given only where the 95 % interval of a paired comparison leaves no doubt, widened for as many
/// comparisons as are made, or where time can be saved for what is stated.
/// </summary>
internal static class Prescription
{
    private const double Copies = 0.001;
    private const double WorthwhileNats = 0.001;

    /// <summary>The advice, the most important first.</summary>
    public static IEnumerable<AdviceRecord> Of(
        CheckedRecipe recipe,
        LabelledAnswers answers,
        IReadOnlyList<TeacherDiagnosis> teachers,
        IReadOnlyList<PairDiagnosis> pairs,
        IReadOnlyList<RuleDiagnosis> rules
    )
    {
        List<AdviceRecord> advice =
        [
            .. teachers.SelectMany(
                teacher => teacher.Findings,
                (teacher, finding) => new AdviceRecord($"Repair {teacher.Name} first: {finding}", "")
            ),
            .. Copied(pairs),
            .. Dropped(recipe, answers, teachers),
            .. teachers.Any(teacher => teacher.Findings.Count > 0) ? [] : Mixed(rules).Concat(Single(recipe, answers, teachers)),
        ];
        return advice.Count > 0
            ? advice
            : [new AdviceRecord("Keep the ensemble as it is: no teacher harms it, and no other rule is better beyond chance.", "")];
    }

    private static IEnumerable<AdviceRecord> Copied(IReadOnlyList<PairDiagnosis> pairs) =>
        pairs
            .Where(pair => pair.Disagreement < Copies)
            .Select(pair => new AdviceRecord(
                Text($"{pair.First} and {pair.Second} answer alike ({100 * pair.Disagreement:0.00} % of samples differ): one of them ")
                    + "costs time and adds nothing.",
                ""
            ));

    /// <summary>
    /// Teachers that harm the likelihood beyond chance, one after the other, the worst first; then the dearest that is not missed.
    /// </summary>
    private static IEnumerable<AdviceRecord> Dropped(
        CheckedRecipe recipe,
        LabelledAnswers answers,
        IReadOnlyList<TeacherDiagnosis> teachers
    )
    {
        var reduced = new ReducedEnsemble(recipe.Recipe.Ensemble, answers);
        var members = Enumerable.Range(0, teachers.Count).ToList();
        while (members.Count > 1 && Worst(reduced, members, teachers.Count) is { Likelihood.Low: > 0 } worst)
        {
            members.Remove(worst.Teacher);
            var (teacher, share) = (teachers[worst.Teacher], 100 * teachers[worst.Teacher].TimeShare);
            yield return new AdviceRecord(
                Text($"Drop {teacher.Name}{Unless(teacher)}: it takes {share:0} % of the time, and without it the ensemble's accuracy ")
                    + "changes by "
                    + Text($"{Points(worst.Accuracy)} and its likelihood is better by {worst.Likelihood.Mean:0.0000} nats."),
                TeachersOf(recipe, members)
            );
        }
        if (members.Count > 1 && Dispensable(reduced, members, teachers) is { } spare)
            yield return new AdviceRecord(
                Text($"{teachers[spare.Teacher].Name} can be spared: it takes {100 * teachers[spare.Teacher].TimeShare:0} % of the ")
                    + Text($"time, and without it accuracy changes by {Points(spare.Accuracy)}."),
                TeachersOf(recipe, [.. members.Where(m => m != spare.Teacher)])
            );
    }

    /// <summary>Whether a teacher whose fault is known would be missed is known after its repair.</summary>
    private static string Unless(TeacherDiagnosis teacher) => teacher.Findings.Count > 0 ? ", unless it is repaired" : "";

    // Each round looks at all that are left: so many comparisons in all.
    private static Removal? Worst(ReducedEnsemble reduced, List<int> members, int teachers)
    {
        // A gain in likelihood that costs accuracy is no advice.
        var worst = Removals(reduced, members).Where(removal => removal.Accuracy.Mean >= 0).MaxBy(removal => removal.Likelihood.Mean);
        return worst is null ? null : worst with { Likelihood = worst.Likelihood.Among(teachers * (teachers + 1) / 2) };
    }

    /// <summary>The teacher of the largest share of time whose absence loses neither accuracy nor likelihood beyond chance.</summary>
    private static Removal? Dispensable(ReducedEnsemble reduced, List<int> members, IReadOnlyList<TeacherDiagnosis> teachers) =>
        Removals(reduced, members)
            .Where(removal => removal.Accuracy.Mean >= 0 && removal.Likelihood.High >= 0)
            .MaxBy(removal => teachers[removal.Teacher].TimeShare);

    private static IEnumerable<Removal> Removals(ReducedEnsemble reduced, List<int> members)
    {
        var whole = reduced.Of(members);
        return members
            .Select(m => (m, Others: reduced.Of([.. members.Where(other => other != m)])))
            .Select(at => new Removal(at.m, at.Others.AccuracyOver(whole), at.Others.LikelihoodOver(whole)));
    }

    /// <summary>Another rule, where its gain is beyond chance although it is the best of as many as were looked at.</summary>
    internal static IEnumerable<AdviceRecord> Mixed(IReadOnlyList<RuleDiagnosis> rules)
    {
        var others = rules.Skip(1).ToList();
        if (
            others
                .Where(rule => IsCertain(rule.LikelihoodGain, others.Count) && rule.Fit.Accuracy >= rules[0].Fit.Accuracy)
                .MaxBy(rule => rule.LikelihoodGain.Mean)
            is not { } best
        )
        {
            if (LessAccurate(others, rules[0], rules[0]) is { Length: > 0 } none)
                yield return new AdviceRecord(none.TrimStart(), "");
            yield break;
        }
        var own = rules[0];
        yield return new AdviceRecord(
            Text($"Mix by {best.Rule}{(best.Calibrated ? " with calibrated teachers" : "")}: ")
                + Text($"negative log-likelihood {best.Fit.NegativeLogLikelihood:0.0000} ")
                + Text($"instead of {own.Fit.NegativeLogLikelihood:0.0000}, ")
                + Text($"calibration error {100 * best.Fit.CalibrationError:0.00} % instead of {100 * own.Fit.CalibrationError:0.00} %, ")
                + Text($"accuracy {100 * best.Fit.Accuracy:0.00} % instead of {100 * own.Fit.Accuracy:0.00} %.")
                + Uncertain(others, best, own)
                + LessAccurate(others, best, own),
            $"ensemble: {{ mix: {best.Rule}{(best.Calibrated ? ", calibrate: true" : "")} }}"
        );
    }

    /// <summary>A rule that looks better still, as one of many may by chance; a sentence, or nothing.</summary>
    private static string Uncertain(IReadOnlyList<RuleDiagnosis> others, RuleDiagnosis than, RuleDiagnosis own)
    {
        var better = others
            .Where(rule => rule.LikelihoodGain.Mean > than.LikelihoodGain.Mean && rule.Fit.Accuracy >= own.Fit.Accuracy)
            .MaxBy(rule => rule.LikelihoodGain.Mean);
        return better is null
            ? ""
            : Text($" Likelier still, but perhaps by chance, as the best of {others.Count} rules on these samples: {better.Rule}")
                + (better.Calibrated ? " (calibrated)." : ".");
    }

    /// <summary>Rules that are likelier than one, and not advised as they cost accuracy; a sentence, or nothing.</summary>
    private static string LessAccurate(IReadOnlyList<RuleDiagnosis> others, RuleDiagnosis than, RuleDiagnosis own)
    {
        var costly = others
            .Where(rule =>
                rule.Fit.NegativeLogLikelihood < than.Fit.NegativeLogLikelihood
                && rule.Fit.Accuracy < own.Fit.Accuracy
                && IsCertain(rule.LikelihoodGain, others.Count)
            )
            .ToList();
        return costly.Count == 0 ? "" : $" Likelier, but not advised, as accuracy falls: {string.Join(", ", costly.Select(Named))}.";

        string Named(RuleDiagnosis rule)
        {
            var lost = 100 * (rule.Fit.Accuracy - own.Fit.Accuracy);
            return Text($"{rule.Rule}{(rule.Calibrated ? " (calibrated)" : "")} ({lost:+0.00;−0.00;0.00} points)");
        }
    }

    private static bool IsCertain(GainRecord gain, int comparisons) =>
        gain.Mean >= WorthwhileNats && new Difference(gain.Mean, gain.Low, gain.High).Among(comparisons).Low > 0;

    private static IEnumerable<AdviceRecord> Single(CheckedRecipe recipe, LabelledAnswers answers, IReadOnlyList<TeacherDiagnosis> teachers)
    {
        if (teachers.Count == 1)
            yield break;
        var reduced = new ReducedEnsemble(recipe.Recipe.Ensemble, answers);
        var best = Enumerable.Range(0, teachers.Count).MaxBy(m => teachers[m].Fit.Accuracy);
        var (whole, alone) = (reduced.Of([.. Enumerable.Range(0, teachers.Count)]), reduced.Of([best]));
        if (whole.AccuracyOver(alone) is { Low: <= 0 } gain && whole.LikelihoodOver(alone).Low <= 0)
        {
            var beside =
                gain.High < 0
                    ? $"The ensemble is worse than {teachers[best].Name} alone"
                    : $"The ensemble is not better than {teachers[best].Name} alone beyond chance";
            yield return new AdviceRecord(
                Text($"{beside} ({Points(gain)}), which takes {100 * teachers[best].TimeShare:0} % of the time."),
                ""
            );
        }
    }

    private static string TeachersOf(CheckedRecipe recipe, IReadOnlyList<int> members) =>
        $"teachers: [{string.Join(", ", members.Select(m => Written(recipe.Recipe.Teachers[m])))}]";

    private static string Written(TeacherReference reference) =>
        reference.Name is { } name ? $"{{ name: {name} }}" : $"{{ path: {reference.Path} }}";

    private static string Points(Difference difference) =>
        Text($"{100 * difference.Mean:+0.00;−0.00;0.00} points (95 %: {100 * difference.Low:+0.00;−0.00;0.00} to ")
        + Text($"{100 * difference.High:+0.00;−0.00;0.00})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Removal(int Teacher, Difference Accuracy, Difference Likelihood);
}
