using DeepOptDistill.Core;

namespace DeepOptDistill.Distillation.Advice;

/// <summary>What advice on hints looks at.</summary>
public sealed record AdviceOptions
{
    /// <summary>Fewest samples that two thirds of can be fitted.</summary>
    public const int FewestSamples = 30;

    /// <summary>Training images that both networks are shown.</summary>
    public int Samples { get; init; } = 512;

    /// <summary>Name of the only teacher that is tapped; null for all of the recipe's.</summary>
    public string? Teacher { get; init; }

    /// <summary>A trained student's ONNX file; null for the recipe's student before training.</summary>
    public string? Student { get; init; }

    /// <summary>Whether every tap and layer is compared; otherwise outputs of non-linearities only.</summary>
    public bool All { get; init; }

    /// <summary>Threads of ONNX Runtime.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told how far it is.</summary>
    public IProgress<Progress>? Progress
    {
        get;
        init => field = PacedProgress.Of(value, TimeProvider.System);
    }
}
