using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Similarity;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Advice;

/// <summary>A network with some of its tensors read on some images.</summary>
/// <param name="Name">Name of the network.</param>
/// <param name="Features">The tensors.</param>
/// <param name="Depth">Weighted layers up to its answer.</param>
/// <param name="Measure">Size of the whole network.</param>
internal sealed record TappedSide(string Name, IReadOnlyList<TappedFeatures> Features, int Depth, ModelMeasure Measure)
{
    private const int Chunk = 64;

    /// <summary>Reads a network.</summary>
    /// <param name="spec">What it is.</param>
    /// <param name="folder">Where its file lies.</param>
    /// <param name="images">The images.</param>
    /// <param name="choose">The tensors that are read.</param>
    /// <param name="options">Threads and progress.</param>
    public static TappedSide Read(TeacherSpec spec, string folder, SampleSet images, Func<TapPoint, bool> choose, AdviceOptions options)
    {
        var path = Path.Combine(folder, spec.Model);
        var model = OnnxModel.Read(path);
        List<TapPoint> taps = [.. TapPoint.Of(model, spec.Input.Resized(images.Shape), path).Where(choose)];
        var depths = WeightedDepth.Of(model);
        var depth = Math.Max(1, model.Outputs.Max(output => depths.GetValueOrDefault(output.Name)));
        IReadOnlyList<float[]> features = taps.Count == 0 ? [] : Read(spec, folder, images, taps, options);
        return new(
            spec.Name,
            [.. taps.Zip(features, (tap, f) => new TappedFeatures(tap, (double)depths[tap.Tensor] / depth, Gram.Of(f, images.Count)))],
            depth,
            ModelMeasure.Of(path, spec.Input.Resized(images.Shape))
        );
    }

    private static List<float[]> Read(TeacherSpec spec, string folder, SampleSet images, List<TapPoint> taps, AdviceOptions options)
    {
        using var teacher = TappedTeacher.Open(spec, folder, images.Shape, [.. taps.Select(tap => tap.Tensor)], options.Threads);
        List<float[]> pooled = [.. taps.Select(tap => new float[images.Count * FeaturePooling.CountOf(tap.Sizes)])];
        List<Memory<float>> chunks = [.. taps.Select(tap => new float[Chunk * tap.Count].AsMemory())];
        for (var first = 0; first < images.Count; first += Chunk)
        {
            var count = Math.Min(Chunk, images.Count - first);
            teacher.Read(images.Images(first, count), count, chunks, first);
            for (var t = 0; t < taps.Count; t++)
                FeaturePooling.Pool(
                    chunks[t].Span[..(count * taps[t].Count)],
                    taps[t].Sizes,
                    pooled[t].AsSpan(first * FeaturePooling.CountOf(taps[t].Sizes))
                );
            options.Progress?.Report(new($"read {spec.Name}", first + count, images.Count, images.Shape.Noun));
        }
        return pooled;
    }
}
