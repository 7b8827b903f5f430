using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A new last layer.</summary>
public sealed record HeadSpec
{
    /// <summary>Classes that it tells apart.</summary>
    [Between(1, 1 << 20)]
    public required int Classes { get; init; }

    /// <summary>
    /// Tensor behind which it stands, by name or alias: the mean of each of its maps goes in, and what the network computes beyond is left
    /// out. Null for the place of the last weighted layer, or behind the answer where no such layer gives it.
    /// </summary>
    [MinLength(1)]
    public string? Behind { get; init; }
}
