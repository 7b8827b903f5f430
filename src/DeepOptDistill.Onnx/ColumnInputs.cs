using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Several inputs made one tensor of rows: N×1 for each column of a table, as scikit-learn's exporters write pipelines over named columns,
/// or an input for each array of a sample, such as the tokens and the mask of a text, whose numbers are columns <c>NAME[0]</c>,
/// <c>NAME[1]</c>, … side by side.
/// </summary>
public static class ColumnInputs
{
    /// <summary>Name of the input that takes all columns.</summary>
    public const string Name = "deepopt.columns";

    private const string Classical = "ai.onnx.ml";

    /// <summary>Whether a model takes a table apart: it has several inputs, or one that is an array among others.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">All columns in their order.</param>
    public static bool Divides(OnnxModel model, IReadOnlyList<InputColumn> columns) =>
        model.Inputs is [var only] ? InputArray.Of(only, columns) is { } array && array.Count < columns.Count : model.Inputs.Count > 1;

    /// <summary>
    /// The model with one float32 input N×columns in place of its own: each of these becomes its column or its array, cast to its type;
    /// words are looked up by their place in the column's list, and those without a place are empty.
    /// </summary>
    /// <param name="model">A model of several inputs.</param>
    /// <param name="columns">All columns in their order.</param>
    /// <param name="where">The model in problems.</param>
    /// <exception cref="InputException">An input is no column of the table, or takes something else.</exception>
    public static OnnxModel Join(OnnxModel model, IReadOnlyList<InputColumn> columns, string where)
    {
        InputException.ThrowIfAny([.. model.Inputs.Select(input => Check(input, columns, where)).OfType<Problem>()]);
        var proto = model.Proto.Clone();
        var own = model.Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        var declared = proto.Graph.Input.Where(input => !own.Contains(input.Name)).ToList();
        proto.Graph.Input.Clear();
        proto.Graph.Input.Add([Declared(columns.Count), .. declared]);
        var nodes = model.Inputs.SelectMany(input => NodesOf(input, columns, proto)).ToList();
        List<NodeProto> rest = [.. proto.Graph.Node];
        proto.Graph.Node.Clear();
        proto.Graph.Node.Add([.. nodes, .. rest]);
        if (!proto.OpsetImport.Any(o => o.Domain is "" or "ai.onnx"))
            proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 9 });
        return model.With(proto);
    }

    private static Problem? Check(TensorInfo input, IReadOnlyList<InputColumn> columns, string where)
    {
        if (InputArray.Of(input, columns) is { } array)
            return array.Check(where);
        if (IndexOf(input.Name, columns) is not (>= 0 and var at))
            return Unknown(input, columns.Count, [.. InputArray.Names(columns)], where);
        if (Mistaken(input, columns[at], where) is { } mistaken)
            return mistaken;
        return input.HasRank && (input.Shape.Count != 2 || input.Shape[1] is not (null or 1))
            ? new(
                where,
                $"input '{input.Name}' of shape {input.ShapeText}",
                "N×1, one cell a row",
                "Export the network with one input a column, or with one for all of them."
            )
            : null;
    }

    private static Problem Unknown(TensorInfo input, int columns, IReadOnlyList<string> names, string where) =>
        new(
            where,
            $"input '{input.Name}'",
            $"a column of the table{(names.Count < columns ? ", or an array" : "")}: {string.Join(", ", names)}",
            Nearest.Remedy(input.Name, names)
        );

    /// <summary>The problem of text for numbers, or numbers for text.</summary>
    private static Problem? Mistaken(TensorInfo input, InputColumn column, string where)
    {
        var isText = input.ElementType == DataType.String;
        if (isText == (column.Words.Count > 0 && !column.IsCoded))
            return null;
        var (found, expected) = ($"input '{input.Name}' of {(isText ? "text" : "numbers")}", isText ? "numbers" : "text");
        if (column.IsCoded)
            return new(
                where,
                found,
                $"numbers, as the order of the words of column '{column.Name}' is said",
                "Leave the column out of categories: the network takes the words themselves."
            );
        return new(
            where,
            found,
            $"{expected}, as column '{column.Name}' holds",
            isText
                ? $"Call the column nominal: nominal: [{column.Name}]."
                : $"If it takes numbers of words, say their order: input: {{ categories: {{ {column.Name}: [ … ] }} }}."
        );
    }

    /// <summary>Exporters write names as identifiers.</summary>
    private static int IndexOf(string input, IReadOnlyList<InputColumn> columns)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Name == input || Identifier(columns[i].Name) == input)
                return i;
        return -1;
    }

    private static string Identifier(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static IEnumerable<NodeProto> NodesOf(TensorInfo input, IReadOnlyList<InputColumn> columns, ModelProto proto)
    {
        if (InputArray.Of(input, columns) is { } array)
            return ArrayNodes(input, array, proto);
        return ColumnNodes(input, IndexOf(input.Name, columns), columns, proto);
    }

    /// <summary>The numbers of an array side by side, in the shape that the input declares, cast to its type.</summary>
    private static IEnumerable<NodeProto> ArrayNodes(TensorInfo input, InputArray array, ModelProto proto)
    {
        var index = Stored(proto, $"{Name}.{input.Name}.index", [.. Enumerable.Range(array.First, array.Count).Select(at => (long)at)]);
        var (isFloat, sizes) = (input.ElementType == DataType.Float, array.Sizes);
        var (row, cell) = ($"{Name}.{input.Name}", isFloat ? input.Name : $"{Name}.{input.Name}.sized");
        if (sizes is null)
            cell = isFloat ? input.Name : row;
        yield return Node("Gather", "", [Name, index], sizes is null ? cell : row, ("axis", 1L));
        if (sizes is not null)
            yield return Node("Reshape", "", [row, Stored(proto, $"{Name}.{input.Name}.sizes", sizes)], cell);
        if (!isFloat)
            yield return Node("Cast", "", [cell], input.Name, ("to", (long)input.ElementType));
    }

    private static IEnumerable<NodeProto> ColumnNodes(TensorInfo input, int at, IReadOnlyList<InputColumn> columns, ModelProto proto)
    {
        var index = Stored(proto, $"{Name}.{input.Name}.index", [at]);
        var isFloat = input.ElementType == DataType.Float;
        var cell = isFloat ? input.Name : $"{Name}.{input.Name}";
        yield return Node("Gather", "", [Name, index], cell, ("axis", 1L));
        if (isFloat)
            yield break;
        var isText = input.ElementType == DataType.String;
        var whole = isText ? $"{cell}.code" : input.Name;
        yield return Node("Cast", "", [cell], whole, ("to", (long)(isText ? DataType.Int64 : input.ElementType)));
        if (isText)
            yield return Words(whole, input.Name, columns[at].Words, proto);
    }

    /// <summary>Adds whole numbers to what the model stores, and gives their name.</summary>
    private static string Stored(ModelProto proto, string name, long[] numbers)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)DataType.Int64,
            Dims = { numbers.Length },
        };
        tensor.Int64Data.Add(numbers);
        proto.Graph.Initializer.Add(tensor);
        return name;
    }

    private static NodeProto Words(string code, string text, IReadOnlyList<string> words, ModelProto proto)
    {
        var version = proto.OpsetImport.FirstOrDefault(o => o.Domain == Classical)?.Version;
        if (version is null)
            proto.OpsetImport.Add(new OperatorSetIdProto { Domain = Classical, Version = 2 });
        var node = Node("LabelEncoder", Classical, [code], text);
        node.Attribute.Add(Texts(version == 1 ? "classes_strings" : "values_strings", words));
        node.Attribute.Add(Attributes.Of("default_string", ""));
        if (version != 1)
            node.Attribute.Add(Attributes.Of("keys_int64s", Enumerable.Range(0, words.Count).Select(i => (long)i).ToArray()));
        return node;
    }

    private static AttributeProto Texts(string key, IReadOnlyList<string> texts)
    {
        var attribute = new AttributeProto { Name = key, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.Add(texts.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    private static NodeProto Node(string op, string domain, string[] inputs, string output, params (string Key, object Value)[] attributes)
    {
        var node = new NodeProto
        {
            OpType = op,
            Domain = domain,
            Name = $"{output}.{op}",
        };
        node.Input.Add(inputs);
        node.Output.Add(output);
        node.Attribute.Add(attributes.Select(a => Attributes.Of(a.Key, a.Value)));
        return node;
    }

    private static ValueInfoProto Declared(int columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        return new ValueInfoProto
        {
            Name = Name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape },
            },
        };
    }
}
