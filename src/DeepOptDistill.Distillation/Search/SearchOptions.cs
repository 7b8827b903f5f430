namespace DeepOptDistill.Distillation.Search;

/// <summary>How thorough a search is.</summary>
public sealed record SearchOptions
{
    /// <summary>Candidates that are trained in full, besides the recipe as it is.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Seeds that each of them is trained with: they tell the noise.</summary>
    public int Seeds { get; init; } = 3;
}
