using System.Runtime.InteropServices;
using DeepOptDistill.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>Tensors of one batch, filled again and again. Pixels live as N×H×W×C memory behind an N×C×H×W view: channels-last.</summary>
internal sealed class Batch : IDisposable
{
    private readonly Tensor memory;

    public Batch(int size, ImageShape shape, int classes, IReadOnlyList<double> temperatures)
    {
        using var scope = NewDisposeScope();
        memory = zeros(size, shape.Height, shape.Width, shape.Channels).DetachFromDisposeScope();
        Pixels = memory.permute(0, 3, 1, 2).DetachFromDisposeScope();
        LabelTensor = zeros(size, ScalarType.Int64).DetachFromDisposeScope();
        Labels = new int[size];
        PartnerTensor = zeros(size, ScalarType.Int64).DetachFromDisposeScope();
        ShareTensor = ones(size).DetachFromDisposeScope();
        SoftTargets = temperatures.ToDictionary(t => t, _ => zeros(size, classes).DetachFromDisposeScope());
    }

    public Tensor Pixels { get; }

    public Tensor LabelTensor { get; }

    /// <summary>The heavier label of each sample.</summary>
    public int[] Labels { get; }

    /// <summary>Labels of the images that were mixed in.</summary>
    public Tensor PartnerTensor { get; }

    /// <summary>Share of each sample's own image.</summary>
    public Tensor ShareTensor { get; }

    public Span<long> PartnerMemory => MemoryMarshal.Cast<byte, long>(PartnerTensor.bytes);

    public Span<float> ShareMemory => MemoryMarshal.Cast<byte, float>(ShareTensor.bytes);

    public IReadOnlyDictionary<double, Tensor> SoftTargets { get; }

    public Span<float> PixelMemory => MemoryMarshal.Cast<byte, float>(memory.bytes);

    public Span<long> LabelMemory => MemoryMarshal.Cast<byte, long>(LabelTensor.bytes);

    public Span<float> TargetMemory(double temperature) => MemoryMarshal.Cast<byte, float>(SoftTargets[temperature].bytes);

    public void Dispose()
    {
        Pixels.Dispose();
        memory.Dispose();
        LabelTensor.Dispose();
        PartnerTensor.Dispose();
        ShareTensor.Dispose();
        foreach (var target in SoftTargets.Values) target.Dispose();
    }
}
