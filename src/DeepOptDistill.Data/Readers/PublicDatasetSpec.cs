using DeepOptDistill.Core;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Readers;

/// <summary>A published data set of two pairs of IDX files, found in a folder or downloaded.</summary>
public abstract record PublicDatasetSpec : DatasetSpec
{
    /// <summary>The files and where they can be had.</summary>
    public abstract PublicDataset Source { get; }

    /// <summary>Names of the classes, in the order of their indices.</summary>
    protected abstract IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    protected sealed override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        var place = Source.Locate(folder, progress, cancellation);
        string[] paths = [.. Source.Files.Select(file => file.In(place)!)];
        return (
            IdxReader.Read($"{Name} train", paths[0], paths[1], ClassNames),
            IdxReader.Read($"{Name} test", paths[2], paths[3], ClassNames)
        );
    }
}
