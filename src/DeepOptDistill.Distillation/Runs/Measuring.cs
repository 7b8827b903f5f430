using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Measures every model of a run on the test set, once, at the end, all through ONNX Runtime.</summary>
internal sealed class Measuring(CheckedRecipe recipe, RunOptions options, RunFolder folder, Mixture? mixture, string targets)
{
    private readonly SampleSet test = recipe.Dataset.Test;
    private float[]? reference;
    private int measured;

    public Measured Run(IReadOnlyList<TrainedModel> trained, CancellationToken cancel)
    {
        var total = recipe.Teachers.Count + trained.Count;
        var (records, answers) = (new List<ModelRecord>(), new List<float[]>());
        foreach (var teacher in recipe.Teachers)
        {
            cancel.ThrowIfCancellationRequested();
            var (record, logits) = Measure(teacher.Spec, teacher.Folder, total);
            UnknownClasses.Mark(logits, teacher.Knows);
            answers.Add(logits);
            var findings = teacher.Findings ?? TeacherReader.Examine(teacher.Spec, teacher.Folder, recipe.Dataset);
            records.Add(record with { Findings = findings, KnownTest = teacher.KnownTest });
        }
        if (answers.Count > 0)
            reference = mixture!.Opinions(answers, test);
        var ensemble = records.Count switch
        {
            0 => null,
            1 => records[0],
            _ => Ensemble(records, answers),
        };
        records = [.. records.Select((record, m) => records.Count > 1 ? record with { Agreement = AgreementOf(answers[m]) } : record)];
        if (records.Count > 1)
            records.Add(ensemble!);
        CascadeRecord? cascade = null;
        var paired = new PairedMeasuring(test);
        if (reference is not null)
            paired.Add(Role.Ensemble, reference);
        var kin = new KinMeasuring(test);
        foreach (var copies in trained.GroupBy(model => (model.Role, model.Trainee.Kin)))
        {
            var (record, given) = Trained(copies.Key.Role, [.. copies], total, cancel);
            if (copies.Key.Kin is { } place)
                kin.Add(place, record, given);
            if (copies.First().Trainee.IsAside)
                continue;
            records.Add(record);
            foreach (var answered in given)
                paired.Add(copies.Key.Role, test.Task == TaskKind.Classes ? answered : Grading.Opinions(answered, test));
            if (copies.Key.Role == Role.Student && ensemble is not null && test.Task == TaskKind.Classes)
                cascade = CascadeOf(record, ensemble, copies.First(), given[0], cancel);
        }
        var validated = Validated(cancel);
        IReadOnlyList<ModelRecord> teachers = [.. records.Take(recipe.Teachers.Count)];
        var known = recipe.Teachers.Where(teacher => teacher.KnownValidation > 0).Select(teacher => teacher.Spec.Name);
        return new Measured(records, cascade, kin.Record)
        {
            Paired = paired,
            Familiar = validated is null ? [] : [.. known.Union(FamiliarValidation.Names(teachers, test.Count, validated))],
            Notes =
            [
                .. records.SelectMany(Found),
                .. TopNotes.Of(recipe, answers),
                .. validated is null ? [] : FamiliarValidation.Notes(teachers, test.Count, validated),
                .. records.SelectMany(record => record.Caveats).Distinct(),
            ],
        };
    }

    private static IEnumerable<string> Found(ModelRecord record) => record.Findings.Select(finding => $"Teacher {record.Name}: {finding}");

    private (ModelRecord Record, float[] Logits) Measure(TeacherSpec spec, string home, int total)
    {
        options.Progress?.Report(new Progress("measure", measured++, total, "models", spec.Name));
        var found = Evaluator.Of(spec, home, test, options.Cores);
        if (measured == total)
            options.Progress?.Report(new Progress("measure", total, total, "models"));
        return found;
    }

    private ModelRecord Ensemble(List<ModelRecord> teachers, List<float[]> answers)
    {
        // A teacher of weight 0 need not be asked.
        List<ModelRecord> asked = [.. teachers.Where((_, m) => mixture!.Asks(m))];
        var name = asked.Count == teachers.Count ? $"ensemble of {teachers.Count}" : $"ensemble of {asked.Count} of {teachers.Count}";
        return Grading.Of(
            Together.Ensemble(name, asked) with
            {
                Origin =
                    test.Task == TaskKind.Values
                        ? "The teachers' mean."
                        : $"The teachers, mixed by {Spelling.Word(recipe.Recipe.Ensemble.Mix.GetType().Name)}.",
            },
            mixture!,
            answers,
            test
        );
    }

    private (ModelRecord Record, IReadOnlyList<float[]> Answers) Trained(
        Role role,
        IReadOnlyList<TrainedModel> copies,
        int total,
        CancellationToken cancel
    )
    {
        var (records, answers) = (new List<ModelRecord>(), new List<float[]>());
        foreach (var copy in copies)
        {
            cancel.ThrowIfCancellationRequested();
            var (record, logits) = Measure(SpecOf(copy), Folder(copy), total);
            answers.Add(logits);
            records.Add(record with { Agreement = reference is null ? null : AgreementOf(logits) });
        }
        return (
            Grading.Mean(records, test.Count) with
            {
                Role = role,
                KnownTest = recipe.Imported?.Before.KnownTest,
                Seeds = [.. copies.Select((copy, i) => SeedOf(copy, records[i]))],
                Origin =
                    role == Role.Baseline || recipe.Purpose == Purpose.Train
                        ? $"{recipe.Student.Name}, {(recipe.Dataset.Task == TaskKind.Values ? "the data's values" : "hard labels")} only."
                        : $"{recipe.Student.Name}, {copies[0].Trainee.Kin?.Training(recipe.Teachers.Count > 0) ?? "distilled"}.",
            },
            answers
        );
    }

    private SeedRecord SeedOf(TrainedModel copy, ModelRecord record) =>
        new(
            copy.Seed,
            record.Accuracy,
            ValidationOf(copy, TaskKind.Classes, TaskKind.Labels),
            copy.ParityError,
            copy.File,
            ContentHash.OfFile(folder.In(copy.File))
        )
        {
            RSquared = record.RSquared,
            ValidationRSquared = ValidationOf(copy, TaskKind.Values),
        };

    /// <summary>Quality of the exported network on the validation split, where the data ask one of these tasks.</summary>
    private double? ValidationOf(TrainedModel copy, params TaskKind[] tasks) =>
        tasks.Contains(test.Task) ? copy.Finished.Validation?.Quality : null;

    private CascadeRecord CascadeOf(
        ModelRecord student,
        ModelRecord ensemble,
        TrainedModel copy,
        float[] logits,
        CancellationToken cancel
    ) =>
        new CascadeMeasuring(student, ensemble).Of(
            copy.Seed,
            Validated(copy, cancel),
            new Cascade(Grading.Opinions(logits, test), reference!, test.Labels)
        );

    private Cascade? Validated(TrainedModel copy, CancellationToken cancel)
    {
        var validation = recipe.Dataset.Validation;
        if (validation.Count == 0)
            return null;
        var answers = EnsembleFit.Answers(recipe, validation, targets, options, cancel);
        var logits = new float[RowArray.Length(validation.Count, validation.Classes.Count, $"answers to {validation.Name}")];
        using (var student = Teacher.Open(SpecOf(copy), Folder(copy), validation.Shape, validation.Classes.Count, options.Cores))
            student.Answer(validation, validation.Count, logits);
        return new Cascade(Grading.Opinions(logits, validation), mixture!.Mixed(answers), answers.Labels);
    }

    /// <summary>The teachers' answers to the validation split, which are stored; null without a split, and of values.</summary>
    private LabelledAnswers? Validated(CancellationToken cancel) =>
        recipe.Dataset.Validation is not { Count: > 0 } split || recipe.Teachers.Count == 0 || test.Task == TaskKind.Values
            ? null
            : EnsembleFit.Answers(recipe, split, targets, options, cancel);

    private double AgreementOf(float[] logits) => Grading.Agreement(Grading.Opinions(logits, test), reference!, test);

    private TeacherSpec SpecOf(TrainedModel copy) =>
        recipe.Described(new() { Name = copy.Role == Role.Baseline ? "baseline" : "student", Model = Path.GetFileName(copy.File) });

    private string Folder(TrainedModel copy) => Path.GetDirectoryName(Path.GetFullPath(folder.In(copy.File)))!;
}
