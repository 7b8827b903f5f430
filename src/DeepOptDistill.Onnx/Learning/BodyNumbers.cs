using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Learning;

/// <summary>
/// Floating-point numbers that bodies of If, Loop and Scan store. Sibling bodies may call theirs alike, so each has a name of its own in
/// the graph around them: <c>body2/weight</c>, by the number of its body in the order of the file; <c>body_2/weight</c> in a graph that
/// itself names something so.
/// </summary>
internal static class BodyNumbers
{
    /// <summary>Moves them into the graph around, where bodies see them, too.</summary>
    public static void Lift(GraphProto graph)
    {
        foreach (var one in Of(graph).ToList())
        {
            var moved = one.Tensor.Clone();
            moved.Name = one.Lifted;
            graph.Initializer.Add(moved);
            if (one.Constant is { } node)
                one.Body.Node.Remove(node);
            else
                one.Body.Initializer.Remove(one.Tensor);
            GraphWalk.Rename(one.Body, one.Name, one.Lifted);
        }
    }

    /// <summary>All of them: body, what stores each, its name there and in the graph around.</summary>
    public static IEnumerable<BodyNumber> Of(GraphProto graph)
    {
        var (prefix, number) = (Prefix(graph), 0);
        foreach (var body in Bodies(graph))
        {
            number++;
            foreach (var (name, tensor, constant) in Stored(body).Where(one => IsMovable(body, one.Name, one.Tensor)))
                yield return new(body, name, FormattableString.Invariant($"{prefix}{number}/{name}"), tensor, constant);
        }
    }

    /// <summary>A word that begins no name of the graph in the way of those given here.</summary>
    private static string Prefix(GraphProto graph)
    {
        var (prefix, names) = ("body", GraphWalk.Names(graph).ToList());
        while (names.Exists(name => Begins(name, prefix)))
            prefix += "_";
        return prefix;
    }

    private static bool Begins(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        var number = name.IndexOf('/', StringComparison.Ordinal);
        return number > prefix.Length && name[prefix.Length..number].All(char.IsAsciiDigit);
    }

    private static IEnumerable<(string Name, TensorProto Tensor, NodeProto? Constant)> Stored(GraphProto body) =>
        body
            .Initializer.Select(tensor => (tensor.Name, tensor, (NodeProto?)null))
            .Concat(
                body.Node.Where(ConstantNodes.Is)
                    .Select(node => (node.Output[0], ConstantNodes.Dense(node)!, (NodeProto?)node))
                    .Where(one => one.Item2 is not null)
            );

    /// <summary>What a body hands out as it is stays there, and so does what a body inside it calls alike.</summary>
    private static bool IsMovable(GraphProto body, string name, TensorProto tensor) =>
        TensorValues.IsFloat((TensorProto.Types.DataType)tensor.DataType)
        && body.Output.All(output => output.Name != name)
        && !Bodies(body).Any(inner => GraphWalk.Own(inner).Contains(name));

    private static IEnumerable<GraphProto> Bodies(GraphProto graph) =>
        graph.Node.SelectMany(GraphWalk.Bodies).SelectMany(body => Bodies(body).Prepend(body));
}

/// <summary>Numbers that a body stores.</summary>
/// <param name="Body">The body.</param>
/// <param name="Name">Their name there.</param>
/// <param name="Lifted">Their name in the graph around.</param>
/// <param name="Tensor">The numbers.</param>
/// <param name="Constant">The Constant node that holds them; null of an initializer.</param>
internal sealed record BodyNumber(GraphProto Body, string Name, string Lifted, TensorProto Tensor, NodeProto? Constant);
