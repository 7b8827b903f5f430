using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Forms as JSON Schema. Records and families that occur have a definition each, so that they may hold themselves.</summary>
/// <param name="catalog">The kinds that families have.</param>
internal sealed class SchemaForms(Catalog catalog)
{
    private readonly SortedDictionary<string, JsonObject?> definitions = new(StringComparer.Ordinal);

    /// <summary>What was referred to, by name.</summary>
    public JsonObject Definitions() => new(definitions.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));

    /// <summary>A record: its keys, those that it must have, and no others.</summary>
    public JsonObject Record(RecordForm form)
    {
        var properties = new JsonObject();
        foreach (var member in form.Members)
            properties[member.Key] = Of(form, member);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        string[] required = [.. form.Members.Where(member => member.Required).Select(member => member.Key)];
        if (required.Length > 0)
            schema["required"] = Texts(required);
        return schema;
    }

    private JsonObject Of(RecordForm form, Member member)
    {
        var schema = Of(member.Form);
        foreach (var rule in member.Rules)
            Limit(schema, rule, member.Form);
        string[] said =
        [
            KeySentence.Of(member),
            $"Takes {member.Expected(catalog)}",
            form.Default(member, new Writing(Everything: false)) is Nodes.ScalarNode { Text.Length: > 0 } usual
                ? $"Default: {usual.Text}"
                : "",
        ];
        var described = new JsonObject { ["description"] = string.Join(". ", said.Where(text => text.Length > 0)) + "." };
        // Draft 7 heeds nothing beside a reference.
        var isReference = schema.ContainsKey("$ref");
        if (member.Form.Optional)
            described["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" });
        else if (isReference)
            described["allOf"] = new JsonArray(schema);
        else
            foreach (var (key, value) in schema)
                described[key] = value?.DeepClone();
        return described;
    }

    private JsonObject Of(Form form) =>
        form switch
        {
            ScalarForm scalar => Scalar(scalar.Type),
            EnumForm words => new JsonObject { ["enum"] = Texts([.. Enum.GetNames(words.Type).Select(Spelling.Word)]) },
            ListForm list => new JsonObject { ["type"] = "array", ["items"] = Item(list.Item) },
            MapForm map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Item(map.Item) },
            BareForm bare => Bare(bare),
            FamilyForm family => Reference(family.Word, () => Family(family)),
            RecordForm record => Reference(Spelling.Word(record.Type.Name), () => Record(record)),
            _ => throw new InvalidOperationException($"found {form.GetType().Name}; expected a form that has a schema."),
        };

    private JsonObject Item(Form form) =>
        form.Optional ? new JsonObject { ["anyOf"] = new JsonArray(Of(form), new JsonObject { ["type"] = "null" }) } : Of(form);

    /// <summary>Text may look like a number or a truth value: <c>label: 3</c>.</summary>
    private static JsonObject Scalar(Type type) =>
        new()
        {
            ["type"] =
                type == typeof(string) ? Texts(["string", "number", "boolean"])
                : type == typeof(bool) ? "boolean"
                : Number.Expected(type) == "a number" ? "number"
                : "integer",
        };

    /// <summary>A record of which one member may stand by itself.</summary>
    private JsonObject Bare(BareForm form)
    {
        var alone = form.Record.Members.Where(member => member.Form is ScalarForm or ListForm).Select(member => (JsonNode)Of(member.Form));
        return new JsonObject
        {
            ["anyOf"] = new JsonArray([.. alone, Reference(Spelling.Word(form.Type.Name), () => Record(form.Record))]),
        };
    }

    /// <summary>A kind by its name where it must be told nothing, or a map of its name with its options.</summary>
    private JsonObject Family(FamilyForm family)
    {
        var choices = new JsonArray();
        foreach (var kind in catalog.Members(family.Type))
        {
            var record = FamilyForm.RecordOf(kind.Type);
            if (!record.Members.Any(member => member.Required))
                choices.Add(new JsonObject { ["const"] = kind.Name, ["description"] = kind.Summary });
            choices.Add(
                new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = kind.Summary,
                    ["additionalProperties"] = false,
                    ["required"] = Texts([kind.Name]),
                    ["properties"] = new JsonObject { [kind.Name] = Options(family, kind, record) },
                }
            );
        }
        return new JsonObject { ["anyOf"] = choices };
    }

    /// <summary>Options that are all left out may be left empty: <c>{ adam: }</c>.</summary>
    private JsonObject Options(FamilyForm family, Kind kind, RecordForm record)
    {
        var own = Reference($"{family.Word}.{kind.Name}", () => Record(record));
        return record.Members.Any(member => member.Required)
            ? own
            : new JsonObject { ["anyOf"] = new JsonArray(own, new JsonObject { ["type"] = "null" }) };
    }

    private JsonObject Reference(string name, Func<JsonObject> define)
    {
        // Held before it is made, as it may hold itself.
        if (definitions.TryAdd(name, null))
            definitions[name] = define();
        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    private static void Limit(JsonObject schema, ValidationAttribute rule, Form form)
    {
        // A range on a list holds for each of its items.
        var ranged = form is ListForm ? schema["items"]!.AsObject() : schema;
        switch (rule)
        {
            case BetweenAttribute between:
                Range(ranged, between.Low, between.LowExcluded, isLow: true);
                Range(ranged, between.High, between.HighExcluded, isLow: false);
                break;
            case RangeAttribute range:
                Range(ranged, Convert.ToDouble(range.Minimum, System.Globalization.CultureInfo.InvariantCulture), false, isLow: true);
                Range(ranged, Convert.ToDouble(range.Maximum, System.Globalization.CultureInfo.InvariantCulture), false, isLow: false);
                break;
            case MinLengthAttribute least when form is ListForm:
                schema["minItems"] = least.Length;
                break;
            case MaxLengthAttribute most when form is ListForm:
                schema["maxItems"] = most.Length;
                break;
            case LengthAttribute length when form is ListForm:
                (schema["minItems"], schema["maxItems"]) = (length.MinimumLength, length.MaximumLength);
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode?)JsonValue.Create(value))]);
                break;
        }
    }

    private static void Range(JsonObject schema, double end, bool isExcluded, bool isLow)
    {
        if (!double.IsFinite(end) || Math.Abs(end) >= long.MaxValue)
            return;
        var key = isLow ? "inimum" : "aximum";
        schema[isExcluded ? $"exclusiveM{key}" : $"m{key}"] = end;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
