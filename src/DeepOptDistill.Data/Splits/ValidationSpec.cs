using System.ComponentModel.DataAnnotations;
using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Splits;

/// <summary>
/// What choices are made on: some of the training samples, by number or by place, or samples of their own. One of these; a number, a path
/// and a list need no key.
/// </summary>
[Bare("a number, a path, [indices], { index_file: … } or { samples: …, labels: … }")]
public sealed record ValidationSpec
{
    /// <summary>Training samples that are put aside: below 1 a share, from 1 on a count, 0 for none.</summary>
    [ShareOrCount]
    public double? Share { get; init; }

    /// <summary>A folder of images, or a table, as the training samples' own.</summary>
    [MinLength(1)]
    public string? Path { get; init; }

    /// <summary>Places of the training samples that are put aside, from 0, as the files hold them.</summary>
    [MinLength(1)]
    public IReadOnlyList<int>? Indices { get; init; }

    /// <summary>The same in a file: an array of NumPy, or a text with a number in each line.</summary>
    [MinLength(1)]
    public string? IndexFile { get; init; }

    /// <summary>Samples in an array of NumPy or an IDX file, as the training samples' own.</summary>
    [MinLength(1)]
    public string? Samples { get; init; }

    /// <summary>Their class numbers, labels or values.</summary>
    [MinLength(1)]
    public string? Labels { get; init; }

    /// <summary>Whether it names samples beside the training samples.</summary>
    internal bool IsOwn => Path is not null || Samples is not null || Labels is not null;

    /// <summary>Whether it names places of training samples.</summary>
    internal bool IsPlaces => Indices is not null || IndexFile is not null;

    /// <summary>A share or a count.</summary>
    public static implicit operator ValidationSpec(double share) => FromDouble(share);

    /// <summary>A share or a count.</summary>
    public static ValidationSpec FromDouble(double share) => new() { Share = share };

    /// <summary>How many of so many training samples a share or count means; 0 for samples of their own and for places.</summary>
    internal int Count(int total) => Share is { } share ? Split.Count(share, total) : 0;

    /// <summary>Several ways at once, or none, or half a pair.</summary>
    internal Problem? Contradiction()
    {
        var ways = new[]
        {
            Share is not null,
            Path is not null,
            Indices is not null,
            IndexFile is not null,
            (Samples ?? Labels) is not null,
        };
        if (ways.Count(way => way) != 1)
            return new Problem(
                "dataset.validation",
                $"{ways.Count(way => way)} ways at once",
                "a number, a path, indices, or 'samples' and 'labels'",
                "Leave one of them."
            );
        return Samples is null == Labels is null
            ? null
            : new Problem(
                "dataset.validation",
                Labels is null ? "'samples' without 'labels'" : "'labels' without 'samples'",
                "both",
                "Name the other file, too."
            );
    }

    /// <summary>The same in every culture: <c>0.1</c>, <c>photos</c>, <c>3,5</c>.</summary>
    public override string ToString()
    {
        if (Share is { } share)
            return share.ToString(CultureInfo.InvariantCulture);
        return Path ?? IndexFile ?? (Indices is { } places ? string.Join(",", places) : $"{Samples},{Labels}");
    }

    /// <inheritdoc/>
    public bool Equals(ValidationSpec? other) =>
        other is not null
        && Share == other.Share
        && Path == other.Path
        && IndexFile == other.IndexFile
        && Samples == other.Samples
        && Labels == other.Labels
        && (Indices ?? []).SequenceEqual(other.Indices ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Share, Path, IndexFile, Samples, Labels, Indices?.Count);
}
