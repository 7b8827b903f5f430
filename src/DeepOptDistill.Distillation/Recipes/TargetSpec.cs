using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>How the teachers' answers to the training images are kept.</summary>
public sealed record TargetSpec
{
    /// <summary>
    /// How many of a row's largest logits are kept, with the mass of the others together; null for all. For hundreds of classes and more,
    /// where stores are large:
    /// 20 of 1,000 take a twenty-fourth of the room. The report says how far that is from the whole answers.
    /// </summary>
    [Between(1, TopLogits.MostClasses)]
    public int? Top { get; init; }
}
