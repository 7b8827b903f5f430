using System.Buffers;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>The numbers of a contiguous float32 tensor as memory that others write into. It must not outlive the tensor.</summary>
internal sealed class TensorMemory(Tensor tensor) : MemoryManager<float>
{
    public override Span<float> GetSpan() => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public override MemoryHandle Pin(int elementIndex = 0) =>
        throw new NotSupportedException("found a request for a pinned pointer; expected reads and writes through the span.");

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
