using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Forms;

namespace DeepOptDistill.Specs;

/// <summary>
/// The JSON Schema of a document, for editors that complete and check YAML while it is written. It accepts every document whose form the
/// reader accepts; what only the whole document or its files can tell is found by the reader alone.
/// </summary>
/// <remarks>https://json-schema.org/draft-07</remarks>
public static class SpecSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text.</summary>
    /// <param name="document">The record that the document is.</param>
    /// <param name="catalog">The kinds that it may name.</param>
    /// <param name="title">What people call the document.</param>
    public static string Of(Type document, Catalog catalog, string title) => Node(document, catalog, title).ToJsonString(Format) + "\n";

    /// <summary>The same as an object.</summary>
    /// <inheritdoc cref="Of(Type, Catalog, string)"/>
    internal static JsonObject Node(Type document, Catalog catalog, string title)
    {
        var forms = new SchemaForms(catalog);
        var schema = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };
        foreach (var (key, value) in forms.Record(FamilyForm.RecordOf(document)))
            schema[key] = value?.DeepClone();
        schema["definitions"] = forms.Definitions();
        return schema;
    }
}
