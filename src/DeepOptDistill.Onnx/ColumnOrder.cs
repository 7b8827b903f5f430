using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>Rows whose numbers stand in another order than those that a network learned: it looks each up by its name.</summary>
public static class ColumnOrder
{
    private const string Name = "deepopt.order";

    /// <summary>Whether the names of a row are those that the file tells (<see cref="FeatureNames"/>), in another order.</summary>
    /// <param name="model">The network.</param>
    /// <param name="given">Names of a row's numbers.</param>
    public static bool IsOther(OnnxModel model, IReadOnlyList<string> given) =>
        FeatureNames.Of(model) is { } learned
        && model.Inputs is [{ HasRank: true, Shape.Count: 2 }]
        && learned.Distinct(StringComparer.Ordinal).Count() == learned.Count
        && !learned.SequenceEqual(given, StringComparer.Ordinal)
        && learned.Order(StringComparer.Ordinal).SequenceEqual(given.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>
    /// The network with a Gather behind its input N×numbers, so that it takes rows as they are given; its metadata name that order.
    /// The same model where it need not change.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="given">Names of a row's numbers.</param>
    public static OnnxModel Arrange(OnnxModel model, IReadOnlyList<string> given)
    {
        if (!IsOther(model, given))
            return model;
        var (proto, input, learned) = (model.Proto.Clone(), model.Inputs[0].Name, FeatureNames.Of(model)!);
        var places = given.Select((name, at) => (name, at)).ToDictionary(one => one.name, one => (long)one.at, StringComparer.Ordinal);
        var index = new TensorProto
        {
            Name = $"{Name}.index",
            DataType = (int)DataType.Int64,
            Dims = { learned.Count },
        };
        index.Int64Data.Add(learned.Select(name => places[name]));
        GraphWalk.Rename(proto.Graph, input, Name);
        proto.Graph.Initializer.Add(index);
        proto.Graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Gather",
                Name = $"{Name}.Gather",
                Input = { input, index.Name },
                Output = { Name },
                Attribute = { Attributes.Of("axis", 1L) },
            }
        );
        proto.MetadataProps.Single(entry => entry.Key == FeatureNames.MetadataKey).Value = string.Join('\n', given);
        return model.With(proto);
    }
}
