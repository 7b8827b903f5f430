using DeepOptDistill.Core;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Loop;

/// <summary>Masks of dropout, drawn by seed, step and layer: they depend on nothing that ran before or runs beside.</summary>
internal static class Dropouts
{
    /// <summary>Gives a network the masks of a step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="step">Number of the step over all stages.</param>
    public static void Draw(Network network, long seed, long step) =>
        network.DrawMasksFrom(new Seed((ulong)seed).Derive("dropout").Derive(step));
}
