using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>A store's folder, held for one owner, with what its manifest lists.</summary>
/// <param name="Folder">The folder: root / hash of the key.</param>
/// <param name="Held">The lock.</param>
/// <param name="Manifest">What is listed.</param>
/// <param name="Views">Views in use.</param>
/// <param name="Warnings">What was wrong with the manifest.</param>
internal sealed record OpenedStore(string Folder, FileStream Held, StoreManifest Manifest, int Views, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// Opens or creates the store of a key, and deletes leftover temporary files. A part that is missing, truncated or altered is dropped
    /// later, named in the store's warnings and listed as missing; so is everything when the manifest is unreadable.
    /// </summary>
    /// <exception cref="InputException">Another run holds the store and nobody wants to wait, or its folder cannot be written.</exception>
    public static OpenedStore Open(string root, StoreKey key, int samples, int views, int columns, int partRows, StoreWait? wait)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(views);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partRows);
        var folder = Path.Combine(root, key.Hash);
        var held = StoreLock.Take(folder, wait);
        try
        {
            AtomicFile.Clear(folder);
            var warnings = new List<string>();
            return new OpenedStore(
                folder,
                held,
                StoreManifest.Recover(folder, StoreManifest.Empty(key, samples, views, columns, partRows), warnings),
                views,
                warnings
            );
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
