using DeepOptDistill.Data.Features;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>Features that truncated teachers compute when they are asked for.</summary>
/// <param name="hints">The taps.</param>
/// <param name="images">What they are asked about.</param>
/// <param name="threads">Threads of one answer.</param>
internal sealed class LiveFeatures(IReadOnlyList<CheckedHint> hints, RenderedImages images, int threads) : IFeatures
{
    public IReadOnlyList<FeatureTensor> Tensors => [.. hints.Select(hint => hint.Feature)];

    public int Threads => threads;

    public IFeatureSource Open(IReadOnlyList<string> taps) =>
        new Source([.. taps.Select(tap => hints.First(hint => hint.Feature.Tap == tap))], images, threads);

    private sealed class Source : IFeatureSource
    {
        private readonly RenderedImages images;
        private readonly List<(TappedTeacher Teacher, int[] Places)> teachers = [];
        private byte[] pixels = [];

        public Source(IReadOnlyList<CheckedHint> hints, RenderedImages images, int threads)
        {
            this.images = images;
            // One run of a teacher gives all of its taps.
            foreach (var own in hints.Select((hint, place) => (hint, place)).GroupBy(h => h.hint.Teacher.Key))
            {
                var teacher = own.First().hint.Teacher;
                teachers.Add(
                    (
                        TappedTeacher.Open(
                            teacher.Spec,
                            teacher.Folder,
                            images.Set.Shape,
                            [.. own.Select(h => h.hint.Feature.Tensor)],
                            threads
                        ),
                        [.. own.Select(h => h.place)]
                    )
                );
            }
        }

        public void Read(int view, ReadOnlySpan<int> samples, IReadOnlyList<Memory<float>> features)
        {
            var size = samples.Length * images.Set.Shape.Bytes;
            if (pixels.Length < size)
                pixels = new byte[size];
            images.Write(view, samples, pixels);
            foreach (var (teacher, places) in teachers)
                teacher.Read(pixels.AsSpan(0, size), samples.Length, [.. places.Select(place => features[place])]);
        }

        public void Dispose()
        {
            foreach (var (teacher, _) in teachers)
                teacher.Dispose();
        }
    }
}
