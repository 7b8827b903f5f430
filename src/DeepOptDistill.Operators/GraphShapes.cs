using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators;

/// <summary>Shapes of a graph's tensors by the rules of its operators: nothing is computed, and no runtime is asked.</summary>
internal sealed class GraphShapes
{
    private readonly Dictionary<string, long[]> shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> wholes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> opsets = new(StringComparer.Ordinal);

    private GraphShapes() { }

    /// <summary>Follows a graph from its inputs on.</summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">Shapes of its inputs.</param>
    /// <param name="numbers">Whole numbers of inputs, where they are known.</param>
    public static GraphShapes Of(
        OnnxModel model,
        IReadOnlyDictionary<string, long[]> inputs,
        IReadOnlyDictionary<string, long[]>? numbers = null
    )
    {
        var found = new GraphShapes();
        foreach (var opset in model.Proto.OpsetImport)
            found.opsets[opset.Domain is "ai.onnx" ? "" : opset.Domain] = opset.Version;
        foreach (var (name, shape) in inputs)
            found.shapes[name] = shape;
        foreach (var (name, known) in numbers ?? new Dictionary<string, long[]>())
            found.wholes[name] = known;
        foreach (var stored in model.Proto.Graph.Initializer)
            found.Store(stored.Name, stored);
        foreach (var node in model.Proto.Graph.Node)
            found.Follow(node);
        return found;
    }

    /// <summary>
    /// The shape of a tensor; null where an operator on the way has no rule, or its rule needs numbers that are computed.
    /// </summary>
    public long[]? Find(string tensor) => shapes.GetValueOrDefault(tensor);

    private void Store(string name, TensorProto tensor)
    {
        shapes[name] = [.. tensor.Dims];
        if (tensor.DataType is not ((int)TensorProto.Types.DataType.Int64 or (int)TensorProto.Types.DataType.Int32))
            return;
        if (tensor.Dims.Count < 2)
            wholes[name] = TensorValues.Integers(tensor);
    }

    private void Follow(NodeProto node)
    {
        if (ConstantNodes.Is(node) && ConstantNodes.Dense(node) is { } constant)
        {
            Store(node.Output[0], constant);
            return;
        }
        if (OperatorSet.All.Find(node) is not { } operation)
            return;
        var call = new ShapeCall(
            node,
            opsets.GetValueOrDefault(node.Domain is "ai.onnx" ? "" : node.Domain, 1),
            Find,
            name => wholes.GetValueOrDefault(name)
        );
        var (made, numbers) = (Ruled(() => operation.Shapes(call)), Ruled(() => operation.Wholes(call)));
        if (numbers is not null)
            wholes[node.Output[0]] = numbers;
        for (var i = 0; i < Math.Min(node.Output.Count, made?.Count ?? 0); i++)
            if (node.Output[i].Length > 0 && made![i] is { } shape)
                shapes[node.Output[i]] = shape;
    }

    private static T? Ruled<T>(Func<T?> rule)
        where T : class
    {
        try
        {
            return rule();
        }
        catch (Exception error)
            when (error is ArgumentException or IndexOutOfRangeException or ArithmeticException or InvalidOperationException)
        {
            // Numbers that are computed, or attributes that do not fit: a run says what is wrong with them.
            return null;
        }
    }
}
