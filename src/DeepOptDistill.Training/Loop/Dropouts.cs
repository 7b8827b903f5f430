using DeepOptDistill.Core;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>Dropout draws from libtorch's global stream: reseeded by step, a mask depends on the step and not on what ran before.</summary>
internal static class Dropouts
{
    /// <summary>Starts the stream of a network's step.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="step">Number of the step over all stages.</param>
    public static void Reseed(long seed, long step) => manual_seed((long)(new Seed((ulong)seed).Derive("dropout").Derive(step).Value >> 1));
}
