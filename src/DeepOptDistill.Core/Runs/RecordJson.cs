using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeepOptDistill.Core.Runs;

/// <summary>
/// How records are spelt as JSON: <c>snake_case</c> keys, <c>kebab-case</c> roles, numbers that read back exactly. A number that is not
/// finite is <c>null</c>, as JSON has none, and reads back as NaN..
/// </summary>
public static class RecordJson
{
    /// <summary>Indented, for files that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>One line, for <c>metrics.jsonl</c>.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            WriteIndented = indented,
            NewLine = "\n",
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new FiniteNumber(), new FiniteNumberOrNone() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    internal sealed class FiniteNumber : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Number(ref reader);

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => Write(writer, value);

        public static double Number(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN
            : reader.GetDouble() is var number && double.IsFinite(number) ? number
            : throw new JsonException("found a number beyond float64.");

        public static void Write(Utf8JsonWriter writer, double value)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }

    /// <summary>A number that may be missing: what is missing is left out, so that a <c>null</c> is one that is not finite.</summary>
    private sealed class FiniteNumberOrNone() : NumberOrNone(ofNull: double.NaN);

    /// <summary>A number of which it is said that it is not known, by <c>null</c>.</summary>
    internal sealed class UnknownNumber() : NumberOrNone(ofNull: null);

    internal abstract class NumberOrNone(double? ofNull) : JsonConverter<double?>
    {
        public override bool HandleNull => true;

        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? ofNull : FiniteNumber.Number(ref reader);

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
        {
            if (value is { } number)
                FiniteNumber.Write(writer, number);
            else
                writer.WriteNullValue();
        }
    }
}
