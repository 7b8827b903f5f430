using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>One call of a model-local function.</summary>
internal sealed class FunctionCall
{
    private readonly FunctionProto function;
    private readonly NodeProto call;
    private readonly HashSet<string> taken;
    private readonly string prefix;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>A call.</summary>
    /// <param name="call">The node.</param>
    /// <param name="function">What it calls.</param>
    /// <param name="taken">Names of the model's tensors; those of the call's own are added.</param>
    public FunctionCall(NodeProto call, FunctionProto function, HashSet<string> taken)
    {
        (this.call, this.function, this.taken) = (call, function, taken);
        prefix = call.Name.Length > 0 ? call.Name : call.Output.FirstOrDefault(o => o.Length > 0) ?? call.OpType;
        for (var i = 0; i < function.Input.Count; i++)
            names[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++)
            if (call.Output[i].Length > 0)
                names.TryAdd(function.Output[i], call.Output[i]);
    }

    /// <summary>Its nodes, with the tensors of the caller.</summary>
    /// <param name="constants">Constants of functions that are in the caller's graph already.</param>
    public IEnumerable<NodeProto> Nodes(Dictionary<NodeProto, string> constants)
    {
        foreach (var node in function.Node)
        {
            var isConstant = IsConstant(node);
            if (isConstant && constants.TryGetValue(node, out var known))
            {
                names[node.Output[0]] = known;
                continue;
            }
            var own = Renamed(node);
            if (isConstant)
                constants[node] = own.Output[0];
            yield return own;
        }
        for (var i = 0; i < function.Output.Count && i < call.Output.Count; i++)
            if (call.Output[i].Length > 0 && names[function.Output[i]] != call.Output[i])
                yield return new NodeProto
                {
                    OpType = "Identity",
                    Name = $"{call.Output[i]}.Identity",
                    Input = { names[function.Output[i]] },
                    Output = { call.Output[i] },
                };
    }

    /// <summary>Whether a node is a constant that no attribute of a call decides.</summary>
    private static bool IsConstant(NodeProto node) =>
        ConstantNodes.Is(node) && node.Output.Count == 1 && node.Attribute.All(attribute => attribute.RefAttrName.Length == 0);

    private NodeProto Renamed(NodeProto node)
    {
        var own = node.Clone();
        if (own.Name.Length > 0)
            own.Name = $"{prefix}/{own.Name}";
        Rename(own, inside: null);
        return own;
    }

    /// <summary>Names of the function become the caller's, in bodies too, where names of the body's own stay.</summary>
    private void Rename(NodeProto node, HashSet<string>? inside)
    {
        for (var i = 0; i < node.Input.Count; i++)
            node.Input[i] = NameOf(node.Input[i], inside);
        for (var i = 0; i < node.Output.Count; i++)
            node.Output[i] = NameOf(node.Output[i], inside);
        Fill(node);
        foreach (var body in GraphWalk.Bodies(node))
        {
            var own = GraphWalk.Own(body).Concat(inside ?? []).ToHashSet(StringComparer.Ordinal);
            foreach (var inner in body.Node)
                Rename(inner, own);
            foreach (var output in body.Output)
                output.Name = NameOf(output.Name, own);
        }
    }

    private string NameOf(string name, HashSet<string>? inside)
    {
        if (name.Length == 0 || inside?.Contains(name) == true)
            return name;
        if (names.TryGetValue(name, out var known))
            return known;
        var (free, number) = ($"{prefix}/{name}", 1);
        while (!taken.Add(free))
            free = $"{prefix}/{name}.{number++}";
        return names[name] = free;
    }

    /// <summary>
    /// Attributes that name one of the call take its value, else the function's default; without either they are left out.
    /// </summary>
    private void Fill(NodeProto node)
    {
        for (var i = node.Attribute.Count - 1; i >= 0; i--)
        {
            if (node.Attribute[i] is not { RefAttrName.Length: > 0 } reference)
                continue;
            var value =
                Attributes.Find(call, reference.RefAttrName)
                ?? function.AttributeProto.FirstOrDefault(a => a.Name == reference.RefAttrName);
            if (value is null)
            {
                node.Attribute.RemoveAt(i);
                continue;
            }
            node.Attribute[i] = value.Clone();
            node.Attribute[i].Name = reference.Name;
        }
    }
}
