using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// While it lasts, libtorch leaves some of its threads to a teacher that answers beside it: two engines on the same cores wait for each
/// other.
/// </summary>
internal sealed class EngineShare : IDisposable
{
    private readonly int threads = get_num_threads();

    /// <param name="taken">Threads that are taken; libtorch keeps at least one.</param>
    public EngineShare(int taken) => Engine.Start(Math.Max(1, threads - taken));

    public void Dispose() => Engine.Start(threads);
}
