using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data;

/// <summary>Images without labels that a transfer set has beside the labelled ones: the teachers answer them, and the student learns from the answers.</summary>
/// <remarks>Bucila et al. 2006; Ba and Caruana 2014 mimic with about a million of them.</remarks>
public sealed record UnlabelledSpec
{
    /// <summary>An IDX file of unsigned bytes, N × H × W or N × C × H × W, plain or gzip; looked for in the data folder, then in the working directory.</summary>
    [MinLength(1)]
    public required string Images { get; init; }

    /// <summary>A set with these images behind its own.</summary>
    /// <exception cref="InputException">The file cannot be read, or its images have another shape.</exception>
    public ImageSet Extend(ImageSet labelled, DataFolder folder, string where)
    {
        var path = Path.Combine(folder.Path, Images) is var inFolder && File.Exists(inFolder) ? inFolder : Images;
        var (shape, pixels) = IdxReader.Unlabelled(path);
        return shape == labelled.Shape ? labelled.WithUnlabelled(pixels) : throw new InputException(new Problem(
            where, $"images of {shape} in {path}", $"{labelled.Shape}, as the labelled ones", "Resize them, or leave them out."));
    }
}
