using System.Net;
using System.Net.Http.Headers;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Sources;

/// <summary>One HTTP transfer into a partial file that goes on where an earlier one stopped (a Range request).</summary>
/// <param name="Address">What to get.</param>
/// <param name="PartPath">Where the bytes go; what it already holds is not asked for again.</param>
/// <param name="Limit">More bytes than this are refused.</param>
internal sealed record Transfer(Uri Address, string PartPath, long Limit)
{
    /// <summary>Bytes without which a connection that is slow for all patience counts as dead: a kilobyte a second.</summary>
    internal const long Least = 60 << 10;

    /// <summary>How long it waits for so many bytes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Bytes that have arrived.</summary>
    public long Arrived => File.Exists(PartPath) ? new FileInfo(PartPath).Length : 0;

    /// <summary>Transfers what is missing.</summary>
    /// <exception cref="HttpRequestException">The address cannot be reached, refuses, or stops before the end.</exception>
    /// <exception cref="InputException">More arrives than the file can have.</exception>
    /// <exception cref="IOException">The partial file cannot be written.</exception>
    public async Task Continue(IProgress<Progress>? progress, CancellationToken cancellation)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            stalled.CancelAfter(Patience);
            using var response = await Request(Arrived, stalled.Token).ConfigureAwait(false);
            // Only now: an address that does not answer leaves no trace on the disk.
            Directory.CreateDirectory(Path.GetDirectoryName(PartPath)!);
            using var file = new FileStream(PartPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            file.SetLength(response.StatusCode == HttpStatusCode.PartialContent ? file.Length : 0);
            file.Seek(0, SeekOrigin.End);
            await Copy(response, file, progress, stalled).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new StalledException($"less than {Least} bytes in {Patience.TotalSeconds} seconds");
        }
    }

    /// <summary>Asks for the rest; where the server cannot give exactly that, for everything.</summary>
    private async Task<HttpResponseMessage> Request(long from, CancellationToken cancellation)
    {
        var response = await Send(from, cancellation).ConfigureAwait(false);
        var misplaced = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != from;
        if (misplaced || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            response.Dispose();
            response = await Send(0, cancellation).ConfigureAwait(false);
        }
        return response.EnsureSuccessStatusCode();
    }

    private async Task<HttpResponseMessage> Send(long from, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        try
        {
            return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is UriFormatException or NotSupportedException or InvalidOperationException)
        {
            throw new HttpRequestException($"it leads to an address that is none of the web ({error.Message.TrimEnd('.')})", error);
        }
    }

    private async Task Copy(HttpResponseMessage response, FileStream file, IProgress<Progress>? progress, CancellationTokenSource stalled)
    {
        var total = file.Length + (response.Content.Headers.ContentLength ?? 0);
        using var content = await response.Content.ReadAsStreamAsync(stalled.Token).ConfigureAwait(false);
        var (buffer, since) = (new byte[1 << 17], 0L);
        for (int read; (read = await Read(content, buffer, stalled.Token).ConfigureAwait(false)) > 0; )
        {
            since += read;
            if (since >= Least)
            {
                stalled.CancelAfter(Patience);
                since = 0;
            }
            file.Write(buffer, 0, read);
            if (file.Length > Limit)
                throw new InputException(
                    new Problem(Address.ToString(), $"more than {Limit} bytes", "the published file", Download.Elsewhere)
                );
            progress?.Report(
                new Progress($"download {Path.GetFileName(Address.LocalPath)}", file.Length, Math.Max(total, file.Length), "bytes")
            );
        }
    }

    /// <summary>A broken connection is the network's fault, not the disk's; the two are told apart by exception type.</summary>
    private static async Task<int> Read(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }
}
