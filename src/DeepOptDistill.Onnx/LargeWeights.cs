using System.Globalization;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Reads a model without its large weights: each becomes a tensor whose numbers lie in another file (TensorProto.data_location = EXTERNAL),
/// and that file is the model itself. A runtime maps them from there, so that nothing holds them twice.
/// </summary>
internal sealed class LargeWeights : IDisposable
{
    /// <summary>Bytes from which on weights stay in the file.</summary>
    private const long Large = 1 << 20;

    private static readonly uint Graph = Tag(ModelProto.GraphFieldNumber);
    private static readonly uint Weights = Tag(GraphProto.InitializerFieldNumber);
    private static readonly uint Raw = Tag(TensorProto.RawDataFieldNumber);

    private readonly string name;
    private readonly FileStream file;
    private readonly CodedInputStream input;

    private LargeWeights(string path)
    {
        name = Path.GetFileName(path);
        file = File.OpenRead(path);
        input = new CodedInputStream(File.OpenRead(path));
    }

    /// <summary>The bytes of a model without its large weights; null where it is damaged, which whoever reads it whole can tell.</summary>
    public static byte[]? Leave(string path)
    {
        try
        {
            using var reading = new LargeWeights(path);
            return reading.Message(reading.file.Length, Graph, end => reading.Message(end, Weights, reading.Tensor));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        input.Dispose();
    }

    private static uint Tag(int field) => WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);

    /// <summary>A message up to its end, in which the fields of one kind are changed and all others are copied.</summary>
    private byte[] Message(long end, uint changed, Func<long, byte[]> change) =>
        Fields(
            end,
            (output, from) =>
            {
                if (input.ReadTag() == changed)
                    Write(output, changed, change(input.ReadLength() + input.Position));
                else
                    CopyField(output, from);
            }
        );

    /// <summary>A tensor; of a large one everything but its numbers, and where these lie.</summary>
    private byte[] Tensor(long end) =>
        Fields(
            end,
            (output, from) =>
            {
                var isRaw = input.ReadTag() == Raw;
                var tagged = input.Position;
                CopyField(isRaw ? null : output, from);
                if (!isRaw)
                    return;
                var length = LengthOf(input.Position - tagged);
                if (length < Large)
                    Copy(output, from, input.Position);
                else
                    Place(input.Position - length, length).WriteTo(output);
            }
        );

    private byte[] Fields(long end, Action<Stream, long> one)
    {
        using var written = new MemoryStream();
        while (input.Position < end)
            one(written, input.Position);
        if (input.Position != end)
            throw new InvalidDataException();
        return written.ToArray();
    }

    private TensorProto Place(long offset, long length) =>
        new()
        {
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData =
            {
                new StringStringEntryProto { Key = "location", Value = name },
                new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) },
                new StringStringEntryProto { Key = "length", Value = length.ToString(CultureInfo.InvariantCulture) },
            },
        };

    /// <summary>Bytes behind their own length, which together take so many.</summary>
    private static long LengthOf(long bytes)
    {
        var prefix = 1;
        while (CodedOutputStream.ComputeLengthSize((int)(bytes - prefix)) > prefix)
            prefix++;
        return bytes - prefix;
    }

    private static void Write(Stream output, uint tag, byte[] message)
    {
        Number(output, tag);
        Number(output, (uint)message.Length);
        output.Write(message);
    }

    /// <summary>A number of seven bits a byte, the lowest first.</summary>
    private static void Number(Stream output, uint number)
    {
        for (; number >= 0x80; number >>= 7)
            output.WriteByte((byte)(number | 0x80));
        output.WriteByte((byte)number);
    }

    /// <summary>Skips what is left of a field, and copies the whole of it where somebody takes it.</summary>
    private void CopyField(Stream? output, long from)
    {
        input.SkipLastField();
        if (output is not null)
            Copy(output, from, input.Position);
    }

    /// <summary>Bytes of the file as they are: of fields, whose tags and lengths are among them.</summary>
    private void Copy(Stream output, long from, long to)
    {
        var bytes = new byte[to - from];
        file.Position = from;
        file.ReadExactly(bytes);
        output.Write(bytes);
    }
}
