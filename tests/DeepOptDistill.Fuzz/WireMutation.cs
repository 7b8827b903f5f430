using System.Text;
using Google.Protobuf;

namespace DeepOptDistill.Fuzz;

/// <summary>
/// Changes a protocol buffer field by field, without its schema: fields that are dropped, doubled, swapped or moved elsewhere, numbers at
/// edges, names exchanged. What comes out still parses, so that whatever reads the message is asked and not the parser alone.
/// </summary>
internal static class WireMutation
{
    private const int Deepest = 12;
    private const int LongestNested = 20_000;

    private static readonly string[] Names =
    [
        "",
        "x",
        "y",
        "\0",
        "\u001b[31m",
        "../../etc/passwd",
        "Relu",
        "Conv",
        "Identity",
        "If",
        "Loop",
        "Reshape",
        "Constant",
        "BatchNormalization",
        "Gemm",
        "MatMul",
        "Softmax",
        "Clip",
        "ReduceMax",
        "ai.onnx.ml",
        "com.microsoft",
        "value",
        "axis",
        "to",
        "N",
    ];

    /// <summary>A changed copy.</summary>
    /// <param name="bytes">A good message.</param>
    /// <param name="other">Another good message of the kind.</param>
    /// <param name="dice">Decides.</param>
    public static byte[] Of(byte[] bytes, byte[] other, Dice dice)
    {
        if (dice.OneIn(6) || Field.Read(bytes, 0) is not { Count: > 0 } fields)
            return ByteMutation.Of(bytes, other, dice);
        for (var left = dice.Changes(); left > 0; left--)
            Once(fields, dice);
        return Field.Write(fields);
    }

    private static void Once(List<Field> fields, Dice dice)
    {
        var places = Places(fields).ToList();
        if (places.Count == 0)
            return;
        var (list, at) = dice.Of(places);
        switch (dice.Roll(7))
        {
            case 0:
                list.RemoveAt(at);
                break;
            case 1:
                list.Insert(at, list[at].Copy());
                break;
            case 2:
                list.Insert(dice.Roll(list.Count), list[at].Copy());
                break;
            case 3:
                list[at] = Alike(places, list[at], dice).Copy();
                break;
            default:
                Change(list[at], dice);
                break;
        }
    }

    private static Field Alike(List<(List<Field> List, int At)> places, Field field, Dice dice) =>
        dice.Of(places.Select(place => place.List[place.At]).Where(one => one.Number == field.Number && one.Wire == field.Wire).ToList());

    private static IEnumerable<(List<Field> List, int At)> Places(List<Field> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            yield return (fields, i);
            foreach (var inner in fields[i].Nested is { } nested ? Places(nested) : [])
                yield return inner;
        }
    }

    private static void Change(Field field, Dice dice)
    {
        if (field.Wire != WireFormat.WireType.LengthDelimited)
        {
            field.Value = dice.Roll(4) switch
            {
                0 => field.Value + 1,
                1 => field.Value - 1,
                2 => (ulong)dice.Roll(30),
                _ => ByteMutation.Edge(dice),
            };
            return;
        }
        field.Nested = null;
        var isText = field.Bytes.Length < 200 && field.Bytes.All(b => b is >= 32 and < 127);
        field.Bytes = isText && !dice.OneIn(4) ? Encoding.UTF8.GetBytes(dice.Of(Names)) : ByteMutation.Of(field.Bytes, field.Bytes, dice);
    }

    /// <summary>One field; of a message within it, its fields.</summary>
    private sealed class Field
    {
        public int Number { get; init; }

        public WireFormat.WireType Wire { get; init; }

        public ulong Value { get; set; }

        public byte[] Bytes { get; set; } = [];

        public List<Field>? Nested { get; set; }

        public Field Copy() =>
            new()
            {
                Number = Number,
                Wire = Wire,
                Value = Value,
                Bytes = Bytes,
                Nested = Nested?.ConvertAll(field => field.Copy()),
            };

        /// <summary>The fields of a message; null for bytes that are none.</summary>
        public static List<Field>? Read(byte[] bytes, int depth)
        {
            var (fields, input) = (new List<Field>(), new CodedInputStream(bytes));
            try
            {
                while (input.ReadTag() is var tag and not 0)
                {
                    if (Read(input, tag, depth) is not { } field)
                        return null;
                    fields.Add(field);
                }
            }
            catch (InvalidProtocolBufferException)
            {
                return null;
            }
            return fields;
        }

        /// <summary>A field; null for one of a kind that no current message has.</summary>
        private static Field? Read(CodedInputStream input, uint tag, int depth)
        {
            var wire = WireFormat.GetTagWireType(tag);
            var field = new Field { Number = WireFormat.GetTagFieldNumber(tag), Wire = wire };
            switch (wire)
            {
                case WireFormat.WireType.Varint:
                    field.Value = input.ReadUInt64();
                    break;
                case WireFormat.WireType.Fixed64:
                    field.Value = input.ReadFixed64();
                    break;
                case WireFormat.WireType.Fixed32:
                    field.Value = input.ReadFixed32();
                    break;
                case WireFormat.WireType.LengthDelimited:
                    field.Bytes = input.ReadBytes().ToByteArray();
                    break;
                default:
                    return null;
            }
            if (depth < Deepest && field.Bytes.Length is > 1 and < LongestNested && Read(field.Bytes, depth + 1) is { Count: > 0 } nested)
                field.Nested = nested;
            return field;
        }

        public static byte[] Write(List<Field> fields)
        {
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
                foreach (var field in fields)
                    field.Write(output);
            return stream.ToArray();
        }

        private void Write(CodedOutputStream output)
        {
            output.WriteTag(Number, Wire);
            switch (Wire)
            {
                case WireFormat.WireType.Varint:
                    output.WriteUInt64(Value);
                    break;
                case WireFormat.WireType.Fixed64:
                    output.WriteFixed64(Value);
                    break;
                case WireFormat.WireType.Fixed32:
                    output.WriteFixed32((uint)Value);
                    break;
                default:
                    output.WriteBytes(ByteString.CopyFrom(Nested is null ? Bytes : Write(Nested)));
                    break;
            }
        }
    }
}
