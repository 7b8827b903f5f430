using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DeepOptDistill.Tests.Specs;

/// <summary>YAML held against a JSON Schema by a validator that is not ours, as an editor does.</summary>
internal sealed class SchemaCheck(string schema)
{
    private readonly JsonSchema rules = JsonSchema.FromText(schema);

    /// <summary>Whether the schema takes the document.</summary>
    public bool Accepts(string yaml) => Problems(yaml).Count == 0;

    /// <summary>What it refuses, with the place in the document.</summary>
    public IReadOnlyList<string> Problems(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var document = JsonSerializer.SerializeToElement(Json(stream.Documents[0].RootNode));
        var result = rules.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid)
            return [];
        return
        [
            .. (result.Details ?? [])
                .Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Values.Select(error => $"{detail.InstanceLocation}: {error}"))
                .DefaultIfEmpty("refused"),
        ];
    }

    /// <summary>Plain scalars are typed as YAML 1.2's core schema says.</summary>
    private static JsonNode? Json(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(e => KeyValuePair.Create(((YamlScalarNode)e.Key).Value!, Json(e.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => throw new InvalidOperationException($"found {node.NodeType}."),
        };

    private static JsonNode? Plain(string text)
    {
        if (text is "" or "~" or "null" or "Null" or "NULL")
            return null;
        if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
            return JsonValue.Create(char.ToLowerInvariant(text[0]) == 't');
        if (
            Regex.IsMatch(text, @"^[-+]?[0-9]+\z")
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
        )
            return JsonValue.Create(whole);
        if (Regex.IsMatch(text, @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z"))
            return JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture));
        return JsonValue.Create(text);
    }
}
