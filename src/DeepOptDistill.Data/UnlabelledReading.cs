using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data;

/// <summary>How the labelled samples were read, so that those without labels are read alike.</summary>
public sealed record UnlabelledReading
{
    /// <summary>Whether the last axis of an array holds the channels.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Decodes the images of a folder; null where nobody can.</summary>
    public FolderDecoder? Folder { get; init; }
}

/// <summary>Decodes all images under a folder to a shape.</summary>
/// <param name="path">The folder.</param>
/// <param name="shape">Shape of every image.</param>
/// <exception cref="InputException">There is no such folder, or an image in it cannot be decoded.</exception>
public delegate FolderImages FolderDecoder(string path, SampleShape shape);

/// <summary>Decoded images.</summary>
/// <param name="Images">Their pixels, in the ordinal order of their paths.</param>
/// <param name="Warnings">What was left out, as sentences.</param>
public sealed record FolderImages(SampleBytes Images, IReadOnlyList<string> Warnings);
