using DeepOptDistill.Core;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Training.Loop;

/// <summary>What a network is trained on.</summary>
public sealed record TrainingData
{
    /// <summary>Images trained on.</summary>
    public required SampleSet Train { get; init; }

    /// <summary>Images watched after each epoch; may be empty.</summary>
    public required SampleSet Validation { get; init; }

    /// <summary>How a view differs from its image.</summary>
    public IReadOnlyList<Augmentation> Augmentations { get; init; } = [];

    /// <summary>Views per image that epochs cycle through; 0 for a new view in every epoch.</summary>
    public int Views { get; init; } = 1;

    /// <summary>Seed of the views: teachers and student must share it.</summary>
    public Seed ViewSeed { get; init; }

    /// <summary>The teachers' answers to every view; null without teachers.</summary>
    public SoftTargetSource? Targets { get; init; }

    /// <summary>The teachers' inner tensors for every view of the training images; null where no stage has hints.</summary>
    public IFeatures? Features { get; init; }

    /// <summary>The same for the validation images as they are, under the same names.</summary>
    public IFeatures? ValidationFeatures { get; init; }

    /// <summary>The view that an epoch (from 0, over all stages) shows.</summary>
    public int ViewOf(int epoch) => Views == 0 ? epoch : epoch % Views;
}
