using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>A part as the manifest lists it.</summary>
internal sealed record ManifestPart(string File, int View, int First, int Rows, string Sha256)
{
    public PartRange Range() => new(View, First, Rows);
}

/// <summary>The list of a store's finished parts with their hashes, and what the answers are answers to: <c>manifest.json</c>.</summary>
internal sealed record StoreManifest
{
    public const string TargetSchema = "deepopt.targets/2";

    public static string TopSchema(int top, int classes) => FormattableString.Invariant($"deepopt.targets-top/1 {top} of {classes}");

    public const string FeatureSchema = "deepopt.features/1";
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public required string Schema { get; init; }
    public required string Key { get; init; }
    public required string Data { get; init; }
    public required string Teacher { get; init; }
    public required ulong ViewSeed { get; init; }
    public required string Augmentations { get; init; }
    public required int Samples { get; init; }
    public required int Views { get; init; }
    public required int Columns { get; init; }
    public required int PartRows { get; init; }
    public required IReadOnlyList<ManifestPart> Parts { get; init; }

    public static StoreManifest Empty(StoreKey key, int samples, int views, int columns, int partRows) =>
        new()
        {
            Schema = key.Schema,
            Key = key.Hash,
            Data = key.DataHash,
            Teacher = key.TeacherKey,
            ViewSeed = key.ViewSeed.Value,
            Augmentations = key.Augmentations,
            Samples = samples,
            Views = views,
            Columns = columns,
            PartRows = partRows,
            Parts = [],
        };

    /// <summary>The manifest in the folder, or the empty one (with a warning) where it cannot be used.</summary>
    public static StoreManifest Recover(string folder, StoreManifest empty, List<string> warnings)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return empty;
        try
        {
            var found = JsonSerializer.Deserialize<StoreManifest>(File.ReadAllBytes(path), Options);
            if (found is not null && found.Answers(empty))
                return found.Fitting(path, warnings) with { Views = Math.Max(found.Views, empty.Views) };
            warnings.Add(Damaged(path, "a manifest of another store"));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            warnings.Add(Damaged(path, $"an unreadable manifest ({exception.Message})"));
        }
        return empty;
    }

    /// <summary>The manifest with one more finished part, in the order of views and samples.</summary>
    public StoreManifest With(ManifestPart part) =>
        this with
        {
            Parts = [.. Parts.Where(p => p.Range() != part.Range()).Append(part).OrderBy(p => p.View).ThenBy(p => p.First)],
        };

    public void Write(string folder) =>
        AtomicFile.WriteBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Options));

    /// <summary>Whether this is a manifest of the same store, whatever its views and parts.</summary>
    private bool Answers(StoreManifest wanted) =>
        Views >= 1
        && PartRows >= 1
        && Parts.All(part => part is not null)
        && this with { Views = wanted.Views, PartRows = wanted.PartRows, Parts = wanted.Parts } == wanted;

    private StoreManifest Fitting(string path, List<string> warnings)
    {
        var grid = new PartGrid(Samples, Views, PartRows);
        var fitting = Parts.Where(part => grid.IndexOf(part.Range()) >= 0 && part.File == part.Range().FileName).ToList();
        if (fitting.Count < Parts.Count)
            warnings.Add(
                new Problem(
                    path,
                    $"{Parts.Count - fitting.Count} entries that fit no part",
                    "parts of the store",
                    "They are left out and computed again."
                ).ToString()
            );
        return this with { Parts = fitting };
    }

    private static string Damaged(string path, string found) =>
        new Problem(path, found, "the list of the store's parts", "All parts are computed again.").ToString();
}
