using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A network that a run trains.</summary>
/// <param name="Role">Baseline or student.</param>
/// <param name="Seed">The run's seed that it belongs to.</param>
/// <param name="Kin">Its place among networks of its kind; null where it is trained alone.</param>
internal sealed record Trainee(Role Role, long Seed, Kin? Kin = null)
{
    /// <summary>Whether it stands beside the student that the run is about.</summary>
    public bool IsAside => Role == Role.Student && Kin is { IsStudent: false };

    /// <summary>Whether the network that was trained before it is its teacher.</summary>
    public bool IsTaughtByAnother => Role == Role.Student && Kin is { Relation: Relation.Generation, Number: > 1 };

    /// <summary>Seed of its weights, batch order and dropout.</summary>
    public long OwnSeed => Role == Role.Student && Kin is not null ? Kin.SeedOf(Seed) : Seed;

    /// <summary>The networks that are trained together with it, itself first.</summary>
    public IReadOnlyList<Trainee> Team =>
        Kin is { Relation: Relation.Peer }
            ? [.. Enumerable.Range(1, Kin.Of).Select(number => this with { Kin = Kin with { Number = number } })]
            : [this];

    /// <summary>What progress and timings call it.</summary>
    public string Title =>
        Role == Role.Student && Kin is not null ? (Kin.Relation == Relation.Peer ? "student and peers" : $"student, {Kin.Name}") : Word;

    /// <summary>The exported file, relative to the run's folder.</summary>
    /// <param name="firstSeed">The run's first seed, whose files have plain names.</param>
    public string File(long firstSeed) => IsAside ? $"{Spelling.Word(Kin!.Relation.ToString())}s/{Stem}.onnx" : ModelFile(firstSeed);

    /// <summary>Name of its checkpoint and snapshots, without ending.</summary>
    public string Stem => Role == Role.Student && Kin is not null ? $"{Word}-{Seed}-{Kin.Name.Replace(' ', '-')}" : $"{Word}-{Seed}";

    /// <summary>The epochs of its training as the run's: under the run's seed, and apart from those of the student itself.</summary>
    public IEnumerable<EpochRecord> Told(IEnumerable<EpochRecord> epochs) =>
        epochs.Select(epoch => epoch with { Seed = Seed, Kin = IsAside ? Kin!.Name : null });

    private string Word => Role == Role.Baseline ? "baseline" : "student";

    /// <summary>The first seed's file stands under its plain name.</summary>
    private string ModelFile(long firstSeed)
    {
        var name = Role == Role.Baseline ? "baseline" : "student";
        return Seed == firstSeed ? $"{name}.onnx" : $"seeds/{name}-{Seed}.onnx";
    }
}
