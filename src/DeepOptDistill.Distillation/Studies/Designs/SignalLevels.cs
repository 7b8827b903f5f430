using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>Mean square of the activations behind each layer of an untrained network.</summary>
internal static class SignalLevels
{
    private const int Images = 256;

    /// <summary>One level for each linear layer but the last: that of what its activation gives.</summary>
    public static IReadOnlyList<double> Of(StudentSpec spec, SampleSet images, Seed seed)
    {
        // A prefix of the layers has the same weights, as they are drawn by name; its answers are the activations.
        var ends = spec
            .Layers.Select((layer, i) => (layer, i))
            .Where(l => l.layer is Students.Activations.Activation)
            .Select(l => l.i + 1)
            .ToList();
        return
        [
            .. ends.Select(end =>
            {
                using var network = Network.Build(spec with { Layers = [.. spec.Layers.Take(end)] }, seed);
                var values = Predictor.Logits(network, images, Math.Min(Images, images.Count));
                return values.Average(v => (double)v * v);
            }),
        ];
    }
}
