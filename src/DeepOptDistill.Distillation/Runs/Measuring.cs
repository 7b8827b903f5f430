using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;

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
            answers.Add(Answer(teacher.Spec, teacher.Folder, total));
            records.Add(Record(teacher.Spec.Name, Role.Teacher, Path.Combine(teacher.Folder, teacher.Spec.Model), Score.Of(answers[^1], test.Labels)) with { Origin = teacher.Spec.Origin });
        }
        if (records.Count > 0) records.Add(Ensemble(records, answers));
        foreach (var copies in trained.GroupBy(model => model.Role)) records.Add(Trained(copies.Key, [.. copies], total, cancel));
        return records;
    }

    private float[] Answer(TeacherSpec spec, string home, int total)
    {
        options.Progress?.Report(new Progress("measure", measured++, total, "models", spec.Name));
        using var teacher = Teacher.Open(spec, home, test.Shape, test.Classes.Count, options.Threads);
        var logits = new float[test.Count * test.Classes.Count];
        teacher.Answer(test.Pixels, test.Count, logits);
        return logits;
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
            Origin = $"The teachers, mixed by {Core.Kinds.Spelling.Word(recipe.Recipe.Ensemble.Mix.GetType().Name)}.",
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
        var scores = new List<Score>();
        foreach (var copy in copies)
        {
            cancel.ThrowIfCancellationRequested();
            var path = folder.In(copy.File);
            scores.Add(Score.Of(Answer(new TeacherSpec { Name = role == Role.Baseline ? "baseline" : "student", Model = Path.GetFileName(path) }, Path.GetDirectoryName(Path.GetFullPath(path))!, total), test.Labels));
        }
        var mean = new Score(scores.Average(s => s.Accuracy), scores.Average(s => s.NegativeLogLikelihood), test.Count);
        return Record(role == Role.Baseline ? "baseline" : "student", role, folder.In(copies[0].File), mean) with
        {
            AccuracyDeviation = Deviation([.. scores.Select(s => s.Accuracy)]),
            Seeds = [.. copies.Select((copy, i) => new SeedRecord(copy.Seed, scores[i].Accuracy, copy.Epochs[^1].ValidationAccuracy, copy.ParityError, copy.File, ContentHash.OfFile(folder.In(copy.File))))],
            Origin = role == Role.Baseline || recipe.Purpose == Purpose.Train ? $"{recipe.Student.Name}, hard labels only." : $"{recipe.Student.Name}, distilled.",
        };
    }

    private ModelRecord Record(string name, Role role, string path, Score score)
    {
        var measure = ModelMeasure.Of(path);
        var (low, high) = Proportion.Wilson95(score.Accuracy, test.Count);
        return new ModelRecord
        {
            Name = name,
            Role = role,
            Parameters = measure.Parameters,
            Macs = measure.Macs,
            Bytes = measure.Bytes,
            Accuracy = score.Accuracy,
            AccuracyLow = low,
            AccuracyHigh = high,
            NegativeLogLikelihood = score.NegativeLogLikelihood,
            LatencyMsMedian = Math.Round(Latency.MedianMs(path), 4),
        };
    }

    private static double? Deviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
