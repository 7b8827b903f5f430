using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Images;

/// <summary>
/// Makes sets of image files: what was decoded before is read, the rest is decoded on all cores. A set too large for memory is decoded into
/// its file and stays there.
/// </summary>
internal sealed class Decoding(
    SampleShape shape,
    Fit fit,
    DecodedFiles cache,
    IProgress<Progress>? progress,
    CancellationToken cancellation,
    long large = SampleFile.Large
)
{
    private const int Told = 10;
    private const int Step = 256;
    private const int BlockBytes = 1 << 27;

    /// <summary>The images of some folders, in their order.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="folders">Where they lie.</param>
    /// <param name="classes">Names of the classes, in the order of their indices.</param>
    /// <exception cref="InputException">Some file is no image, or there is no room on the disk for so many.</exception>
    public SampleSet Of(string name, ClassFolders folders, IReadOnlyList<string> classes)
    {
        var files = folders.Files;
        List<string> order = [.. classes];
        int[] labels = [.. files.Select(file => order.IndexOf(file.Class))];
        return new SampleSet(name, shape, Of([.. files.Select(file => file.File)]), labels, classes);
    }

    /// <summary>The pixels of some files, in their order.</summary>
    /// <exception cref="InputException">Some file is no image, or there is no room on the disk for so many.</exception>
    public SampleBytes Of(IReadOnlyList<string> files)
    {
        var key = DecodedFiles.Key(shape, fit, files);
        return cache.Read(key, shape.Bytes, files.Count, large) ?? Decoded(key, files);
    }

    private SampleBytes Decoded(string key, IReadOnlyList<string> files)
    {
        var block = Math.Max(1, BlockBytes / shape.Bytes);
        if ((long)files.Count * shape.Bytes >= large)
            return cache.Fill(key, shape.Bytes, files.Count, Blocks(files, block), large);
        var pixels = new byte[files.Count * shape.Bytes];
        var problems = new Problem?[files.Count];
        Decode(files, 0, pixels, problems);
        Throw(problems, files);
        cache.Write(key, pixels);
        return new HeldBytes<byte>(pixels, shape.Bytes);
    }

    /// <summary>The decoded images, block by block; throws behind the last one where some file was none.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Blocks(IReadOnlyList<string> files, int block)
    {
        var problems = new Problem?[files.Count];
        var pixels = new byte[Math.Min(block, files.Count) * shape.Bytes];
        for (var first = 0; first < files.Count; first += block)
        {
            var part = pixels.AsMemory(0, Math.Min(block, files.Count - first) * shape.Bytes);
            Decode(files, first, part, problems);
            yield return part;
        }
        Throw(problems, files);
    }

    private void Decode(IReadOnlyList<string> files, int first, Memory<byte> pixels, Problem?[] problems)
    {
        var done = first;
        Parallel.For(
            0,
            pixels.Length / shape.Bytes,
            new ParallelOptions { CancellationToken = cancellation },
            i =>
            {
                problems[first + i] = ImageFile.Decode(files[first + i], shape, fit, pixels.Span.Slice(i * shape.Bytes, shape.Bytes));
                var now = Interlocked.Increment(ref done);
                if (now % Step == 0 || now == files.Count)
                    progress?.Report(new Progress("decode", now, files.Count, "images"));
            }
        );
    }

    private static void Throw(Problem?[] problems, IReadOnlyList<string> files)
    {
        List<Problem> found = [.. problems.OfType<Problem>()];
        if (found.Count > Told)
            found =
            [
                .. found.Take(Told),
                new Problem(
                    Path.GetDirectoryName(files[0])!,
                    Noun.Counted(found.Count - Told, "more such file"),
                    "images",
                    "Remove or repair them."
                ),
            ];
        InputException.ThrowIfAny(found);
    }
}
