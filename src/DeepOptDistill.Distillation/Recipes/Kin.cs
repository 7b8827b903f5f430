using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>The place of a network among those of its kind in a run.</summary>
/// <param name="Relation">What they are to each other.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Of">How many there are.</param>
internal sealed record Kin(Relation Relation, int Number, int Of)
{
    // More than a recipe may have repeats, so that no two networks of a run have one seed.
    private const long Stride = 1000;

    /// <summary>The name of its place: <c>generation 2</c>.</summary>
    public string Name => $"{Spelling.Word(Relation.ToString())} {Number}";

    /// <summary>Whether it is the student: of generations the last, of peers the first, before anything is known of them.</summary>
    public bool IsStudent => Number == (Relation == Relation.Generation ? Of : 1);

    /// <summary>How it was trained, for a sentence.</summary>
    /// <param name="hasTeachers">Whether the recipe has teachers.</param>
    public string Training(bool hasTeachers) =>
        Relation == Relation.Generation
            ? $"{Name} of {Of}, {(Number == 1 ? "distilled" : "taught by the one before")}"
            : $"{(hasTeachers ? "distilled" : "trained")} beside {Of - 1} peer{(Of == 2 ? "" : "s")}";

    /// <summary>Seed of the network whose run has a seed: the first has that itself.</summary>
    public long SeedOf(long seed) => unchecked(seed + (Stride * (Number - 1)));
}
