using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Sources;

/// <summary>
/// Gets a published file: into <c>NAME.gz.part</c> first, under its own name only when its content is what was published.
/// A broken connection is taken up again as long as bytes keep arriving; a stopped run goes on where it was.
/// </summary>
internal static class Download
{
    public const string PartSuffix = ".part";

    public const string Elsewhere =
        "The address serves something else; nothing was kept. Get the files elsewhere and give their folder with `--data DIR`.";

    private const long LargestOverhead = 1 << 16; // gzip adds at most a few bytes to each block that it cannot compress.

    /// <exception cref="HttpRequestException">The address cannot be reached or refuses.</exception>
    /// <exception cref="InputException">What arrived is not what was published; nothing is kept.</exception>
    /// <exception cref="RunFailedException">The folder cannot be written.</exception>
    public static async Task Get(Uri address, string folder, PublicFile file, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, file.CompressedName);
        var transfer = new Transfer(address, path + PartSuffix, file.Bytes + LargestOverhead);
        try
        {
            await GetSound(transfer, file, progress, cancellation).ConfigureAwait(false);
            File.Move(transfer.PartPath, path, overwrite: true);
        }
        catch (InputException)
        {
            File.Delete(transfer.PartPath);
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(
                new Problem(
                    path,
                    exception.Message,
                    "room and permission to write the download",
                    "Free some space or permit writing, then run again: it goes on where it was."
                ),
                exception
            );
        }
    }

    private static async Task GetSound(Transfer transfer, PublicFile file, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        var resumed = transfer.Arrived > 0;
        if (resumed && file.Check(transfer.PartPath) is null)
            return;
        await GetWhole(transfer, progress, cancellation).ConfigureAwait(false);
        if (file.Check(transfer.PartPath) is not { } problem)
            return;
        if (!resumed)
            throw new InputException(problem with { Where = transfer.Address.ToString(), Remedy = Elsewhere });
        File.Delete(transfer.PartPath);
        await GetSound(transfer, file, progress, cancellation).ConfigureAwait(false);
    }

    private static async Task GetWhole(Transfer transfer, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        while (true)
        {
            var before = transfer.Arrived;
            try
            {
                await transfer.Continue(progress, cancellation).ConfigureAwait(false);
                return;
            }
            catch (HttpRequestException error) when (transfer.Arrived > before + (error is StalledException ? Transfer.Least : 0))
            {
                // The connection broke after some bytes: ask for the rest.
            }
        }
    }
}
