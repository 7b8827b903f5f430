using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;
using MathNet.Numerics.Statistics;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Measures every model of a run on the test set, once, at the end, all through ONNX Runtime.</summary>
internal sealed class Measuring(CheckedRecipe recipe, RunOptions options, RunFolder folder)
{
    private readonly Data.ImageSet test = recipe.Dataset.Test;
    private int measured;

    public IReadOnlyList<ModelRecord> Run(IReadOnlyList<TrainedModel> trained, CancellationToken cancel)
    {
        var total = recipe.Teachers.Count + trained.Count;
        var records = new List<ModelRecord>();
        var answers = new List<float[]>();
        foreach (var teacher in recipe.Teachers)
        {
            cancel.ThrowIfCancellationRequested();
            var (record, logits) = Measure(teacher.Spec, teacher.Folder, total);
            answers.Add(logits);
            records.Add(record);
        }
        if (records.Count > 1) records.Add(Ensemble(records, answers));
        foreach (var copies in trained.GroupBy(model => model.Role)) records.Add(Trained(copies.Key, [.. copies], total, cancel));
        return records;
    }

    private (ModelRecord Record, float[] Logits) Measure(TeacherSpec spec, string home, int total)
    {
        options.Progress?.Report(new Progress("measure", measured++, total, "models", spec.Name));
        return Evaluator.Of(spec, home, test, options.Threads);
    }

    private ModelRecord Ensemble(List<ModelRecord> teachers, List<float[]> answers)
    {
        var score = Score.Of(Mixed(answers), test.Labels);
        var (low, high) = Proportion.Wilson95(score.Accuracy, test.Count);
        return new ModelRecord
        {
            Name = $"ensemble of {teachers.Count}",
            Role = Role.Ensemble,
            Parameters = teachers.Sum(t => t.Parameters),
            Macs = teachers.Sum(t => t.Macs),
            Bytes = teachers.Sum(t => t.Bytes),
            Accuracy = score.Accuracy,
            AccuracyLow = low,
            AccuracyHigh = high,
            NegativeLogLikelihood = score.NegativeLogLikelihood,
            LatencyMsMedian = teachers.Sum(t => t.LatencyMsMedian),
            Origin = $"The teachers, mixed by {Spelling.Word(recipe.Recipe.Ensemble.Mix.GetType().Name)}.",
        };
    }

    /// <summary>Logarithms of the mixed probabilities: logits of the ensemble.</summary>
    private float[] Mixed(List<float[]> answers)
    {
        var classes = test.Classes.Count;
        var mixed = new float[test.Count * classes];
        var rows = new float[answers.Count * classes];
        for (var i = 0; i < test.Count; i++)
        {
            for (var t = 0; t < answers.Count; t++) answers[t].AsSpan(i * classes, classes).CopyTo(rows.AsSpan(t * classes));
            recipe.Recipe.Ensemble.Mix.Mix(rows, answers.Count, 1, mixed.AsSpan(i * classes, classes));
        }
        for (var i = 0; i < mixed.Length; i++) mixed[i] = MathF.Log(MathF.Max(mixed[i], 1e-38f));
        return mixed;
    }

    private ModelRecord Trained(Role role, IReadOnlyList<TrainedModel> copies, int total, CancellationToken cancel)
    {
        var name = role == Role.Baseline ? "baseline" : "student";
        var records = new List<ModelRecord>();
        foreach (var copy in copies)
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.GetFullPath(folder.In(copy.File));
            records.Add(Measure(new TeacherSpec { Name = name, Model = Path.GetFileName(path) }, Path.GetDirectoryName(path)!, total).Record);
        }
        var accuracy = records.Average(r => r.Accuracy);
        var (low, high) = Proportion.Wilson95(accuracy, test.Count);
        return records[0] with
        {
            Role = role,
            Accuracy = accuracy,
            AccuracyLow = low,
            AccuracyHigh = high,
            AccuracyDeviation = records.Count > 1 ? records.Select(r => r.Accuracy).StandardDeviation() : null,
            NegativeLogLikelihood = records.Average(r => r.NegativeLogLikelihood),
            Seeds = [.. copies.Select((copy, i) => new SeedRecord(copy.Seed, records[i].Accuracy, copy.Epochs[^1].ValidationAccuracy, copy.ParityError, copy.File, ContentHash.OfFile(folder.In(copy.File))))],
            Origin = role == Role.Baseline || recipe.Purpose == Purpose.Train ? $"{recipe.Student.Name}, hard labels only." : $"{recipe.Student.Name}, distilled.",
        };
    }
}
