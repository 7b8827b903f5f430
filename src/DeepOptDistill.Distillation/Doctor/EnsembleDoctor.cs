using DeepOptDistill.Core;
using DeepOptDistill.Core.Ensembles;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.Distillation.Doctor;

/// <summary>
/// Examines the teachers of a recipe before any training, by their answers to the validation split, which go to the target store and are
/// asked for once.
/// </summary>
public sealed class EnsembleDoctor(Workplace workplace, RunOptions options)
{
    private const int FewestSamples = 50;

    // Shares of fewer images are noise.
    private const int FewestInBin = 10;

    /// <summary>The diagnosis.</summary>
    /// <param name="recipe">A recipe with teachers, checked for labelling.</param>
    /// <param name="cancel">Stops the labelling.</param>
    /// <exception cref="InputException">The validation split is missing or too small to judge by.</exception>
    public EnsembleDiagnosis Examine(CheckedRecipe recipe, CancellationToken cancel = default)
    {
        if (recipe.Dataset.Task == TaskKind.Values)
            throw new InputException(
                new Problem(
                    $"recipe {recipe.Name}, dataset",
                    "values for a diagnosis of the ensemble",
                    "a data set of classes or labels",
                    "The report of 'deepopt distill' holds R² and errors of each teacher and of all together."
                )
            );
        var validation = recipe.Dataset.Validation;
        if (validation.Count < FewestSamples)
            throw new InputException(
                new Problem(
                    $"recipe {recipe.Name}, dataset.validation",
                    $"{validation.Count} validation samples",
                    $"at least {FewestSamples}, which no teacher learned from",
                    Remedy(recipe.Dataset.Train.Count + validation.Count)
                )
            );
        if (LearnedSamples.Of(recipe.Teachers, recipe.Dataset, $"recipe {recipe.Name}, teachers", "teachers that are judged") is { } leak)
            throw new InputException(leak);
        var answers = EnsembleFit.Answers(recipe, validation, workplace.Targets, options, cancel);
        var teachers = Teachers(recipe, answers, cancel);
        var familiar = Familiar(recipe, cancel);
        var rules = Rules(recipe, answers, cancel);
        var subsets = Subsets(teachers, answers);
        var agreement = new Agreement(answers);
        var pairs = Pairs(teachers, agreement);
        return new EnsembleDiagnosis
        {
            Recipe = recipe.Name,
            Dataset = recipe.Dataset.Name,
            Task = recipe.Dataset.Task,
            Samples = validation.Count,
            Teachers = teachers,
            Pairs = pairs,
            Oracle = agreement.Oracle,
            Unanimous = agreement.Unanimous,
            Rules = rules,
            Subsets = subsets,
            Reliability = Reliability(recipe, answers),
            Familiar = [.. familiar.Select(found => found.Name)],
            Advice =
            [
                .. familiar.Select(found => new AdviceRecord($"Teacher {found.Name} {found.Note}", "")),
                .. Prescription.Of(recipe, answers, teachers, pairs, rules),
                .. Unknown(recipe),
            ],
            Machine = Machine.Current(),
            Tool = Origin.Tool,
            Command = options.Command,
        };
    }

    /// <summary>Teachers that have seemingly learned from the validation split, with the evidence; the test set is not asked.</summary>
    private static List<(string Name, string Note)> Familiar(CheckedRecipe recipe, CancellationToken cancel)
    {
        var (data, found) = (recipe.Dataset, new List<(string, string)>());
        foreach (var known in recipe.Teachers)
        {
            cancel.ThrowIfCancellationRequested();
            using var teacher = Teacher.Open(known.Spec, known.Folder, data.Shape, data.Classes, threads: 1, data.Task);
            if (FamiliarTeacher.Note(teacher, known, data) is { } note)
                found.Add((known.Spec.Name, note));
        }
        return found;
    }

    /// <summary>Teachers of which nobody says what they learned from: whether these samples are new to them is not known.</summary>
    private static IEnumerable<AdviceRecord> Unknown(CheckedRecipe recipe)
    {
        List<string> names = [.. recipe.Teachers.Where(teacher => teacher.KnownValidation is null).Select(teacher => teacher.Spec.Name)];
        if (names.Count > 0)
            yield return new AdviceRecord(
                $"What {string.Join(", ", names)} learned from is not known: if it was samples "
                    + "of the validation split, the figures here, and what is chosen by them, are too good.",
                ""
            );
    }

    private static string Remedy(int samples) =>
        samples > 2 * FewestSamples
            ? $"Hold as many of the training samples back: write 'validation: {FewestSamples}' among the data set's keys."
            : "Gather more samples: of so few none can be spared.";

    private List<TeacherDiagnosis> Teachers(CheckedRecipe recipe, LabelledAnswers answers, CancellationToken cancel)
    {
        var (shape, measured) = (recipe.Dataset.Shape, new List<(ModelMeasure Size, double Latency)>());
        foreach (var teacher in recipe.Teachers)
        {
            cancel.ThrowIfCancellationRequested();
            options.Progress?.Report(new Progress("time", measured.Count, recipe.Teachers.Count, "teachers", teacher.Spec.Name));
            var file = Path.Combine(teacher.Folder, teacher.Spec.Model);
            var takes = teacher.Spec.Input.Resized(shape);
            measured.Add((ModelMeasure.Of(file, takes), Math.Round(Latency.MedianMs(file, takes), 4)));
        }
        options.Progress?.Report(new Progress("time", measured.Count, measured.Count, "teachers"));
        var (everyone, all) = (Enumerable.Range(0, answers.Teachers).ToList(), measured.Sum(m => m.Latency));
        var reduced = new ReducedEnsemble(recipe.Recipe.Ensemble, answers);
        var whole = reduced.Of(everyone);
        return
        [
            .. recipe.Teachers.Select(
                (teacher, m) =>
                {
                    var rest = answers.Teachers == 1 ? null : reduced.Of([.. everyone.Where(other => other != m)]);
                    return new TeacherDiagnosis
                    {
                        Name = teacher.Spec.Name,
                        Fit = FitOf(ReducedEnsemble.Alone(answers, m)),
                        Temperature = Calibration.Temperature(answers, m),
                        Macs = measured[m].Size.Macs,
                        MacsUnknown = measured[m].Size.MacsUnknown,
                        LatencyMs = measured[m].Latency,
                        TimeShare = measured[m].Latency / all,
                        AccuracyGain = rest is null ? null : GainOf(whole.AccuracyOver(rest)),
                        LikelihoodGain = rest is null ? null : GainOf(whole.LikelihoodOver(rest)),
                        Findings = [.. TeacherExamination.Of(teacher.Spec, teacher.Folder, recipe.Dataset.Validation).Told("validation")],
                    };
                }
            ),
        ];
    }

    private static List<PairDiagnosis> Pairs(List<TeacherDiagnosis> teachers, Agreement agreement) =>
        [
            .. from a in Enumerable.Range(0, teachers.Count)
            from b in Enumerable.Range(a + 1, teachers.Count - a - 1)
            select new PairDiagnosis(teachers[a].Name, teachers[b].Name, agreement.Disagreement(a, b), agreement.ErrorCorrelation(a, b)),
        ];

    private List<RuleDiagnosis> Rules(CheckedRecipe recipe, LabelledAnswers answers, CancellationToken cancel)
    {
        var own = recipe.Recipe.Ensemble;
        var stated = own.Temperatures.Count == 0 ? answers : answers.Cooled(own.Temperatures);
        List<(MixingRule Rule, bool Calibrate, bool IsOwn)> candidates = [(own.Mix, own.Calibrate, true)];
        foreach (var rule in Kinds.All.Members(typeof(MixingRule)).Select(kind => (MixingRule)Activator.CreateInstance(kind.Type)!))
            candidates.AddRange(
                ((bool[])[false, true])
                    .Where(calibrate => !(rule == own.Mix && calibrate == own.Calibrate && own.Temperatures.Count == 0))
                    .Select(calibrate => (rule, calibrate, false))
            );
        candidates.RemoveAll(candidate =>
            !candidate.IsOwn
            && (
                candidate.Rule is RandomTeacher
                || (answers.Teachers == 1 && candidate.Rule is not MeanProbabilities)
                || !(candidate.Rule.TakesUnknownClasses || recipe.Teachers.All(t => t.KnowsAll))
            )
        );
        Judgement? reference = null;
        var done = new List<RuleDiagnosis>();
        foreach (var (rule, calibrate, isOwn) in candidates)
        {
            cancel.ThrowIfCancellationRequested();
            options.Progress?.Report(new Progress("mix", done.Count, candidates.Count, "rules", KindOf(rule)));
            var given = isOwn ? stated : answers;
            var judged = Judgement.Of(CrossFit.Mixed(rule, calibrate, given), answers);
            reference ??= judged;
            done.Add(
                new RuleDiagnosis(
                    KindOf(rule),
                    calibrate,
                    FitOf(judged),
                    GainOf(judged.LikelihoodOver(reference)),
                    WeightsOf(Mixture.Fit(rule, calibrate, given).Rule),
                    isOwn
                )
            );
        }
        options.Progress?.Report(new Progress("mix", done.Count, candidates.Count, "rules"));
        return done;
    }

    private static IReadOnlyList<double> WeightsOf(MixingRule rule) =>
        [.. rule.StatedWeights.Select(weight => weight / rule.StatedWeights.Sum())];

    private static List<SubsetDiagnosis> Subsets(List<TeacherDiagnosis> teachers, LabelledAnswers answers)
    {
        var path = SubsetPath.Of(answers);
        return
        [
            .. Enumerable
                .Range(1, teachers.Count)
                .Select(size => new SubsetDiagnosis(
                    [.. path.Take(size).Select(m => teachers[m].Name)],
                    FitOf(Judgement.Of(CrossFit.Chosen(fitting => [.. SubsetPath.Of(fitting).Take(size)], answers), answers)),
                    path.Take(size).Sum(m => teachers[m].LatencyMs)
                )),
        ];
    }

    private static List<LineRecord> Reliability(CheckedRecipe recipe, LabelledAnswers answers)
    {
        var (own, all) = (recipe.Recipe.Ensemble, Enumerable.Range(0, answers.Samples).ToList());
        List<(string Name, float[] Mixed)> lines =
        [
            .. recipe.Teachers.Select((teacher, m) => (teacher.Spec.Name, answers.Select([m], all).Mixed(new MeanProbabilities()))),
        ];
        if (lines.Count > 1)
            lines.Add(
                (
                    "ensemble",
                    CrossFit.Mixed(own.Mix, own.Calibrate, own.Temperatures.Count == 0 ? answers : answers.Cooled(own.Temperatures))
                )
            );
        return
        [
            .. lines.Select(line => new LineRecord(
                line.Name,
                [
                    .. Calibration
                        .Reliability(line.Mixed, answers.Labels)
                        .Where(bin => bin.Count >= FewestInBin)
                        .Select(bin => new LinePoint(bin.Confidence, bin.Accuracy, bin.Accuracy, bin.Accuracy)),
                ]
            )),
        ];
    }

    private static FitRecord FitOf(Judgement judged) => new(judged.Accuracy, judged.NegativeLogLikelihood, judged.CalibrationError);

    internal static GainRecord GainOf(Difference difference) => new(difference.Mean, difference.Low, difference.High);

    private static string KindOf(MixingRule rule) => Kinds.All.Members(typeof(MixingRule)).Single(kind => kind.Type == rule.GetType()).Name;
}
