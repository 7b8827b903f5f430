using System.Runtime.InteropServices;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Initialization;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>A network's answers without training it.</summary>
public static class Predictor
{
    private const int Chunk = 256;

    /// <summary>Logits of the first images of a set, row-major N × classes. Leaves the network in inference mode.</summary>
    public static float[] Logits(Network network, SampleSet images, int count)
    {
        network.Eval();
        using var _ = no_grad();
        var table = new PixelTable(network.Spec.Input);
        var logits = new float[RowArray.Length(count, network.Classes, $"answers to {images.Name}")];
        for (var first = 0; first < count; first += Chunk)
        {
            using var scope = NewDisposeScope();
            var n = Math.Min(Chunk, count - first);
            var answer = network.Logits(Pixels(images, table, first, n)).contiguous();
            MemoryMarshal.Cast<byte, float>(answer.bytes).CopyTo(logits.AsSpan(first * network.Classes));
        }
        return logits;
    }

    /// <summary>
    /// Makes an untrained network what its first training step finds: layers that are initialized by data are scaled, and batch norm has
    /// the images' statistics. Leaves it in inference mode.
    /// </summary>
    public static void Prepare(Network network, SampleSet images)
    {
        using var scope = NewDisposeScope();
        var pixels = Pixels(images, new PixelTable(network.Spec.Input), 0, Math.Min(Chunk, images.Count));
        LayerSequential.Scale(network, pixels);
        PopulationStatistics.Estimate(network, [pixels]);
    }

    internal static Tensor Pixels(SampleSet images, PixelTable table, int first, int n)
    {
        var shape = images.Shape;
        var memory = empty(n, shape.Height, shape.Width, shape.Channels);
        var floats = MemoryMarshal.Cast<byte, float>(memory.bytes);
        for (var i = 0; i < n; i++)
            table.Write(images.Image(first + i), shape, floats.Slice(i * shape.Size, shape.Size));
        return memory.permute(0, 3, 1, 2);
    }
}
