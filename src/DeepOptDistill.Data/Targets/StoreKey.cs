using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// What a teacher's answers depend on. Stores with different keys live in different folders, so a stale answer cannot be read by mistake.
/// </summary>
/// <param name="DataHash">Content hash of the images that were answered.</param>
/// <param name="TeacherKey">Hash of the teacher's file, preprocessing and kind of output.</param>
/// <param name="ViewSeed">Seed of the rendered views.</param>
/// <param name="Augmentations">The augmentations in one line, as <see cref="Augmentations.Views.Describe"/> gives it.</param>
public sealed record StoreKey(string DataHash, string TeacherKey, Seed ViewSeed, string Augmentations)
{
    /// <summary>Format of the store.</summary>
    public string Schema { get; init; } = StoreManifest.TargetSchema;

    /// <summary>64 hexadecimal digits; the name of the store's folder.</summary>
    public string Hash => ContentHash.Of(Schema, DataHash, TeacherKey, FormattableString.Invariant($"{ViewSeed.Value}"), Augmentations);
}
