using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;

namespace DeepOptDistill.Images;

/// <summary>Makes sets of image files: what was decoded before is read, the rest is decoded on all cores.</summary>
internal sealed class Decoding(SampleShape shape, Fit fit, DecodedFiles cache, IProgress<Progress>? progress, CancellationToken cancellation)
{
    private const int Told = 10;
    private const int Step = 256;

    /// <summary>The images of some folders, in their order.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="folders">Where they lie.</param>
    /// <param name="classes">Names of the classes, in the order of their indices.</param>
    /// <exception cref="InputException">Some file is no image, or all together are too large for memory.</exception>
    public SampleSet Of(string name, ClassFolders folders, IReadOnlyList<string> classes)
    {
        var files = folders.Files;
        var bytes = (long)files.Count * shape.Size;
        if (bytes > Array.MaxLength)
            throw new InputException(new Problem(folders.Path, FormattableString.Invariant($"{files.Count} images, {bytes / 1e9:0.0} GB as {shape}"), $"at most {Array.MaxLength / 1e9:0.0} GB", "Choose a smaller 'size', or fewer images."));
        List<string> order = [.. classes];
        int[] labels = [.. files.Select(file => order.IndexOf(file.Class))];
        var key = DecodedFiles.Key(shape, fit, files.Select(file => file.File));
        return new SampleSet(name, shape, cache.Read(key, bytes) ?? Decoded(key, files), labels, classes);
    }

    private byte[] Decoded(string key, IReadOnlyList<(string File, string Class)> files)
    {
        var (pixels, done) = (new byte[files.Count * shape.Size], 0);
        var problems = new Problem?[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            problems[i] = ImageFile.Decode(files[i].File, shape, fit, pixels.AsSpan(i * shape.Size, shape.Size));
            var now = Interlocked.Increment(ref done);
            if (now % Step == 0 || now == files.Count) progress?.Report(new Progress("decode", now, files.Count, "images"));
        });
        List<Problem> found = [.. problems.OfType<Problem>()];
        if (found.Count > Told) found = [.. found.Take(Told), new Problem(Path.GetDirectoryName(files[0].File)!, $"{found.Count - Told} more such files", "images", "Remove or repair them.")];
        InputException.ThrowIfAny(found);
        cache.Write(key, pixels);
        return pixels;
    }
}
