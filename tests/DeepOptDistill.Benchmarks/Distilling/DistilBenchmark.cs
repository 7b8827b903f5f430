using System.Diagnostics;
using System.Globalization;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Benchmarks.Distilling;

/// <summary>
/// A whole run from nothing: label with every teacher, train, export, measure, report. Its peak memory is this process's.
/// </summary>
internal static class DistilBenchmark
{
    public static IEnumerable<Row> Run(Job job, string student, int epochs, int? images)
    {
        var fresh = job with { Work = Path.Combine(job.Work, "distil") };
        if (Directory.Exists(fresh.Work))
            Directory.Delete(fresh.Work, recursive: true);
        var recipe = fresh.Check(student, epochs, images);
        var subject = string.Create(
            CultureInfo.InvariantCulture,
            $"{student}, {fresh.Teachers.Count} teachers, {recipe.Dataset.Train.Count} images, {epochs} epochs"
        );
        var began = Stopwatch.GetTimestamp();
        var record = new Distiller(fresh.Workplace).Run(recipe, fresh.Options("run"));
        var whole = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double Seconds(string task) => record.Timings.Where(t => t.Task.StartsWith(task, StringComparison.Ordinal)).Sum(t => t.Seconds);
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"labelling {Seconds("label"):0.0} s, training with export and parity gate {Seconds("train"):0.0} s; with measuring and "
                + $"report {whole:0.0} s"
        );
        yield return new Row(Measures.Distil, subject, Sides.Ours, Seconds("label") + Seconds("train"), "s", Note: note);
        yield return new Row(Measures.Memory, subject, Sides.Ours, PeakMemory.Bytes(), "bytes");
    }
}
