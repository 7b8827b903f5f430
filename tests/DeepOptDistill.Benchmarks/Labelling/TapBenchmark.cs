using System.Diagnostics;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Benchmarks.Labelling;

/// <summary>
/// Reading one tap of a teacher: the part of the graph below it against the whole graph with the tensor exposed, turn by turn in one
/// process.
/// </summary>
internal static class TapBenchmark
{
    private const int Images = 512;

    public static IEnumerable<Row> Run(Job job, string teacher, TimeSpan slice, int turns)
    {
        var recipe = (job with { Teachers = [teacher] }).Check("thin-deep-30k", images: Images);
        var (spec, folder) = (recipe.Teachers[0].Spec, recipe.Teachers[0].Folder);
        var model = OnnxModel.Read(Path.Combine(folder, spec.Model));
        var macs = ModelMeasure.Of(Path.Combine(folder, spec.Model), recipe.Dataset.Shape).Macs;
        foreach (var tap in TapPoint.Of(model, recipe.Dataset.Shape, teacher).Where(tap => tap.IsNonLinearity))
        {
            var share = FormattableString.Invariant($"{100.0 * tap.MacsToHere / macs:0} % of the MACs");
            // The answer as a second tensor keeps everything above the tap.
            using var whole = TappedTeacher.Open(spec, folder, recipe.Dataset.Shape, [tap.Tensor, model.Outputs[0].Name], job.Threads);
            using var part = TappedTeacher.Open(spec, folder, recipe.Dataset.Shape, [tap.Tensor], job.Threads);
            for (var turn = 0; turn < turns; turn++)
            {
                yield return new Row(
                    Measures.Tap,
                    $"{teacher}/{tap.Alias}",
                    Sides.Whole,
                    ImagesPerSecond(whole, recipe.Dataset.Train, slice),
                    "images/s"
                );
                yield return new Row(
                    Measures.Tap,
                    $"{teacher}/{tap.Alias}",
                    Sides.Truncated,
                    ImagesPerSecond(part, recipe.Dataset.Train, slice),
                    "images/s",
                    Note: share
                );
            }
        }
    }

    /// <summary>Passes over the images until the time is up, after one that does not count.</summary>
    private static double ImagesPerSecond(TappedTeacher teacher, SampleSet images, TimeSpan time)
    {
        List<Memory<float>> features =
        [
            .. teacher.Sizes.Select(sizes => new float[images.Count * sizes.Aggregate(1, (product, size) => product * size)].AsMemory()),
        ];
        teacher.Read(images.Images(0, images.Count), images.Count, features);
        var began = Stopwatch.GetTimestamp();
        var passes = 0;
        for (; passes == 0 || Stopwatch.GetElapsedTime(began) < time; passes++)
            teacher.Read(images.Images(0, images.Count), images.Count, features);
        return (double)passes * images.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
