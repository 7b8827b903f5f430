using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>An HTTP server on 127.0.0.1 that serves bytes by path and can break off, ignore ranges or refuse.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task loop;

    public LocalServer()
    {
        listener.Start();
        loop = Task.Run(Serve);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/set/");

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>How many bytes of the body each coming answer carries before the connection breaks; then whole answers.</summary>
    public Queue<int> BreakAfter { get; } = [];

    public bool IgnoresRanges { get; init; }

    /// <summary>Where every request is sent on to; null to answer.</summary>
    public string? Location { get; set; }

    /// <summary>Time between two bytes of a body; zero to send it at once.</summary>
    public TimeSpan Between { get; set; }

    /// <summary>Called before each answer.</summary>
    public Action OnRequest { get; set; } = () => { };

    /// <summary>Path and first byte of every request.</summary>
    public List<(string File, long From)> Requests { get; } = [];

    public void Dispose()
    {
        listener.Stop();
        loop.Wait();
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                using var client = listener.AcceptTcpClient();
                Answer(client.GetStream());
            }
            catch (IOException)
            {
                // The client hung up.
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private void Answer(NetworkStream stream)
    {
        var (file, from) = ReadRequest(stream);
        if (file.Length == 0)
            return;
        Requests.Add((file, from));
        OnRequest();
        if (Location is { } elsewhere)
            Head(stream, $"302 Found\r\nLocation: {elsewhere}", 0);
        else if (!Files.TryGetValue(file, out var body))
            Head(stream, "404 Not Found", 0);
        else if (from >= body.Length && !IgnoresRanges)
            Head(stream, "416 Range Not Satisfiable", 0);
        else
            Send(stream, body, IgnoresRanges ? 0 : (int)from);
    }

    private void Send(NetworkStream stream, byte[] body, int from)
    {
        Head(
            stream,
            from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{body.Length - 1}/{body.Length}" : "200 OK",
            body.Length - from
        );
        var count = BreakAfter.TryDequeue(out var limit) ? Math.Min(limit, body.Length - from) : body.Length - from;
        if (Between == TimeSpan.Zero)
            stream.Write(body, from, count);
        else
            for (var i = 0; i < count; i++)
                Slowly(stream, body[from + i]);
    }

    private void Slowly(NetworkStream stream, byte one)
    {
        stream.WriteByte(one);
        Thread.Sleep(Between);
    }

    private static void Head(NetworkStream stream, string status, int length) =>
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"));

    private static (string File, long From) ReadRequest(NetworkStream stream)
    {
        var lines = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var file = (lines.ReadLine() ?? "").Split(' ').ElementAtOrDefault(1)?.Split('/')[^1] ?? "";
        var from = 0L;
        for (var line = lines.ReadLine(); !string.IsNullOrEmpty(line); line = lines.ReadLine())
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return (file, from);
    }
}
