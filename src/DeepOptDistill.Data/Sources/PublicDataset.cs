using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Sources;

/// <summary>A published data set: its files, known by content, and where they can be had.</summary>
/// <param name="Name">Name of the kind and of the set's own folder: <c>fashion-mnist</c>.</param>
/// <param name="Address">Where the compressed files are published; ends in a slash.</param>
/// <param name="Files">Training images, training labels, test images, test labels.</param>
public sealed record PublicDataset(string Name, Uri Address, IReadOnlyList<PublicFile> Files)
{
    /// <summary>Debian's package that installs the set, if there is one.</summary>
    public string? DebianPackage { get; init; }

    /// <summary>The folder where downloads go.</summary>
    public string OwnFolder(DataFolder folder) => Path.Combine(folder.Path, Name);

    /// <summary>The first of the searched folders that holds all files; their content is not checked. Null when there is none.</summary>
    public string? Find(DataFolder folder) => Places(folder).FirstOrDefault(place => Files.All(file => file.In(place) is not null));

    /// <summary>Finds the set, or downloads it, and checks every file's content.</summary>
    /// <returns>The folder that holds the files.</returns>
    /// <exception cref="InputException">A file's content is not what was published, or the set is nowhere and cannot be downloaded: names
    /// every place.</exception>
    public string Locate(DataFolder folder, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        var searched = new List<string>();
        foreach (var place in Places(folder))
        {
            var obstacle = Obstacle(place, place == folder.Path);
            if (obstacle is null)
                return place;
            searched.Add($"{place} ({obstacle})");
        }
        if (folder.Download)
            return Fetch(folder, searched, progress, cancellation);
        throw Nowhere(searched);
    }

    /// <summary>
    /// Downloads what the set's own folder does not hold yet, going on with partial files, and checks every file's content.
    /// </summary>
    /// <returns>The folder that holds the files.</returns>
    /// <exception cref="InputException">The address cannot be reached, or serves something else.</exception>
    /// <exception cref="RunFailedException">The folder cannot be written.</exception>
    public string Fetch(DataFolder folder, IProgress<Progress>? progress = null, CancellationToken cancellation = default) =>
        Fetch(folder, [], progress, cancellation);

    private string Fetch(DataFolder folder, List<string> searched, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        try
        {
            foreach (var file in Files)
                FetchFile(file, OwnFolder(folder), progress, cancellation);
            return OwnFolder(folder);
        }
        catch (HttpRequestException exception)
        {
            throw Nowhere([.. searched, $"{Address} ({exception.Message})"]);
        }
    }

    private void FetchFile(PublicFile file, string folder, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        if (file.In(folder) is not { } present)
            Download.Get(new Uri(Address, file.CompressedName), folder, file, progress, cancellation).GetAwaiter().GetResult();
        else if (file.Check(present) is { } problem)
            throw new InputException(problem);
    }

    private IEnumerable<string> Places(DataFolder folder) =>
        [OwnFolder(folder), folder.Path, .. folder.Installed.Select(place => Path.Combine(place, Name))];

    /// <summary>
    /// Why a place does not serve; null when it does. Another set's files in a folder that many sets may share are no damage,
    /// in the set's own folder they are.
    /// </summary>
    private string? Obstacle(string place, bool shared)
    {
        if (Files.FirstOrDefault(file => file.In(place) is null) is { } missing)
            return $"no {missing.CompressedName}";
        var problems = Files.Select(file => file.Check(file.In(place)!)).OfType<Problem>().ToList();
        if (problems.Count > 0 && !shared)
            throw new InputException(problems);
        return problems.Count > 0 ? $"{Path.GetFileName(problems[0].Where)}: {problems[0].Found}" : null;
    }

    private InputException Nowhere(IEnumerable<string> searched) =>
        new(
            new Problem(
                $"dataset {Name}",
                $"no copy in {string.Join(", ", searched)}",
                $"its {Files.Count} IDX files in one folder",
                $"Give that folder with `--data DIR`, or run `deepopt data fetch {Name}` where there is a network"
                    + (DebianPackage is null ? "." : $", or `apt-get install {DebianPackage}`.")
            )
        );
}
