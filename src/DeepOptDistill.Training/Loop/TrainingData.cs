using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Training.Loop;

/// <summary>What a network is trained on.</summary>
public sealed record TrainingData
{
    /// <summary>Images trained on.</summary>
    public required ImageSet Train { get; init; }

    /// <summary>Images watched after each epoch; may be empty.</summary>
    public required ImageSet Validation { get; init; }

    /// <summary>How a view differs from its image.</summary>
    public IReadOnlyList<Augmentation> Augmentations { get; init; } = [];

    /// <summary>Views per image that epochs cycle through; 0 for a new view in every epoch.</summary>
    public int Views { get; init; } = 1;

    /// <summary>Seed of the views: teachers and student must share it.</summary>
    public Seed ViewSeed { get; init; }

    /// <summary>The teachers' answers to every view; null without teachers.</summary>
    public SoftTargetSource? Targets { get; init; }

    /// <summary>The view that an epoch (from 0, over all stages) shows.</summary>
    public int ViewOf(int epoch) => Views == 0 ? epoch : epoch % Views;
}

/// <summary>Soft targets read from the teachers' stores and mixed as they are read.</summary>
/// <param name="Stores">One complete store per teacher.</param>
/// <param name="Mixing">How their answers become one distribution.</param>
public sealed record SoftTargetSource(IReadOnlyList<TargetStore> Stores, MixingRule Mixing)
{
    /// <summary>Writes the mixed distribution of one view of one sample at one temperature.</summary>
    /// <param name="view">The view.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="temperature">T.</param>
    /// <param name="scratch">Teachers × classes floats.</param>
    /// <param name="probabilities">Receives one probability per class.</param>
    public void Mix(int view, int sample, double temperature, Span<float> scratch, Span<float> probabilities)
    {
        for (var t = 0; t < Stores.Count; t++) Stores[t].Row(view, sample).CopyTo(scratch[(t * probabilities.Length)..]);
        Mixing.Mix(scratch, Stores.Count, temperature, probabilities);
    }
}
