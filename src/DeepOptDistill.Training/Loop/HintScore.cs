using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>The objective of a stage of hints on images that are not trained on.</summary>
internal static class HintScore
{
    /// <summary>The mean over batches, weighted by their size. Leaves the network in inference mode.</summary>
    /// <param name="network">The student.</param>
    /// <param name="work">The stage.</param>
    /// <param name="images">The images, as they are.</param>
    /// <param name="features">The teachers' tensors for them.</param>
    /// <param name="batch">Samples in a batch, as in training: some losses compare the samples of a batch with each other.</param>
    /// <param name="clock">The moment of the stage, for scheduled weights.</param>
    public static double Of(Network network, StageWork work, SampleSet images, IFeatures features, int batch, ScheduleClock clock)
    {
        network.Eval();
        using var _ = no_grad();
        using var source = features.Open([.. work.Hints.Select(hint => hint.Tap)]);
        var table = new PixelTable(network.Spec.Input);
        var sum = 0.0;
        for (var first = 0; first < images.Count; first += batch)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(batch, images.Count - first);
            var hints = work.Hints.ToDictionary(hint => hint.Tap, hint => zeros([count, .. hint.Sizes.Select(s => (long)s)]));
            source.Read(0, [.. Enumerable.Range(first, count)], [.. hints.Values.Select(tensor => new TensorMemory(tensor).Memory)]);
            var input = new LossInput(zeros(count, 0), zeros(count, ScalarType.Int64), new Dictionary<TargetKey, Tensor>())
            {
                Clock = clock,
                Hints = hints,
            };
            var seen = work.Forward(Predictor.Pixels(images, table, first, count), input);
            sum += count * work.Objective(seen).Sum.item<float>();
        }
        return sum / images.Count;
    }
}
