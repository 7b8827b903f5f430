using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepOptDistill.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Checkpoints;

/// <summary>
/// Named tensors in the safetensors format: 8 bytes of header length, a JSON header with type, shape and place of each tensor, the values.
/// Python's <c>safetensors</c> reads it. The metadata holds a SHA-256 of the header, with zeros in its own place, and of the values, so
/// that damage is seen.
/// </summary>
internal static class Safetensors
{
    /// <summary>Stands for the hash while it is taken: as long, of zeros.</summary>
    private static readonly string NoHash = new('0', 64);

    private static readonly byte[] Zeros = Encoding.ASCII.GetBytes(NoHash);

    public static void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new JsonObject();
        long at = 0;
        for (var i = 0; i < tensors.Count; i++)
        {
            header[tensors[i].Name] = new JsonObject
            {
                ["dtype"] = tensors[i].Value.dtype switch
                {
                    ScalarType.Int64 => "I64",
                    ScalarType.Float64 => "F64",
                    _ => "F32",
                },
                ["shape"] = new JsonArray([.. tensors[i].Value.shape.Select(s => JsonValue.Create(s))]),
                ["data_offsets"] = new JsonArray(at, at += tensors[i].Value.numel() * tensors[i].Value.element_size()),
            };
        }
        header["__metadata__"] = new JsonObject([
            .. metadata.Append(new("sha256", NoHash)).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)),
        ]);
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Encoding.ASCII.GetBytes(Hash(json, tensors.Select(t => Bytes(t.Value)))).CopyTo(json.AsSpan(json.AsSpan().IndexOf(Zeros)));
        AtomicFile.Write(
            path,
            stream =>
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
                stream.Write(length);
                stream.Write(json);
                foreach (var (_, value) in tensors)
                    stream.Write(Bytes(value));
            }
        );
    }

    /// <summary>Reads the metadata and gives each tensor's bytes by name. Null where the file is damaged.</summary>
    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Values)? TryRead(
        string path
    )
    {
        try
        {
            using var file = File.OpenRead(path);
            var length = BinaryPrimitives.ReadInt64LittleEndian(Read(file, 0, 8));
            var json = Read(file, 8, length);
            var header = JsonNode.Parse(json)!.AsObject();
            var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            foreach (var (name, node) in header.Where(h => h.Key != "__metadata__"))
            {
                var (from, to) = ((long)node!["data_offsets"]![0]!, (long)node["data_offsets"]![1]!);
                values[name] = Read(file, 8 + length + from, to - from);
            }
            var metadata = header["__metadata__"]!.AsObject().ToDictionary(m => m.Key, m => (string)m.Value!, StringComparer.Ordinal);
            var told = metadata["sha256"];
            Zeros.CopyTo(json.AsSpan(json.AsSpan().IndexOf(Encoding.ASCII.GetBytes(told))));
            return told == Hash(json, values.Values) ? (metadata, values) : null;
        }
        // Of damaged bytes anything can come; a disk that does not answer is no damage.
        catch (Exception e) when (e is EndOfStreamException or not (IOException or UnauthorizedAccessException))
        {
            return null;
        }
    }

    /// <summary>Copies saved values into a tensor of the same shape, whatever its strides.</summary>
    public static void Restore(Tensor target, ReadOnlyMemory<byte> bytes)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var source = target.dtype switch
        {
            ScalarType.Int64 => tensor(MemoryMarshal.Cast<byte, long>(bytes.Span).ToArray(), target.shape),
            ScalarType.Float64 => tensor(MemoryMarshal.Cast<byte, double>(bytes.Span).ToArray(), target.shape),
            _ => tensor(MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray(), target.shape),
        };
        target.copy_(source);
    }

    // Each tensor by itself: all together may be more than one array can hold.
    private static byte[] Read(FileStream file, long at, long count)
    {
        if (at < 0 || count < 0 || at > file.Length - count)
            throw new EndOfStreamException();
        var bytes = new byte[count];
        file.Position = at;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().bytes.ToArray();
    }

    private static string Hash(byte[] header, IEnumerable<ReadOnlyMemory<byte>> values)
    {
        using var hash = new ContentHash();
        hash.Add(header);
        foreach (var value in values)
            hash.Add(value.Span);
        return hash.Finish();
    }

    private static string Hash(byte[] header, IEnumerable<byte[]> values) => Hash(header, values.Select(v => (ReadOnlyMemory<byte>)v));
}
