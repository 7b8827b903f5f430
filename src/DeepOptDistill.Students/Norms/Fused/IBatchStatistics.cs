using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>A module that normalizes by the statistics of its batch and can be given those of the whole training set.</summary>
internal interface IBatchStatistics : IFused
{
    /// <summary>Whether its trained form asks for population statistics.</summary>
    bool WantsPopulation { get; }

    /// <summary>Whether its statistics stay as they are, whatever happens.</summary>
    bool Frozen { get; }

    /// <summary>From now on batches are averaged, every one with the same weight.</summary>
    void Collect();

    /// <summary>Ends <see cref="Collect"/>: the averages become the stored statistics.</summary>
    void Settle();
}
