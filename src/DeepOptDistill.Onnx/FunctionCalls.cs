using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Model-local functions, as dynamo_export and onnxscript write layers, replaced by the nodes that they stand for.</summary>
internal static class FunctionCalls
{
    /// <summary>Beyond so many nodes calls stay calls: functions that call functions can stand for more than memory holds.</summary>
    private const int MostNodes = 1_000_000;

    /// <summary>
    /// Puts the nodes of every function in the place of its calls, in place. A function for another version of the standard operators than
    /// the model's stays a call, as its nodes would mean something else; so does one that calls itself.
    /// </summary>
    public static void Inline(ModelProto model)
    {
        if (model.Functions.Count == 0)
            return;
        var functions = model.Functions.Where(f => IsOfVersion(f, model)).DistinctBy(KeyOf).ToDictionary(KeyOf);
        RemoveCircles(functions);
        var taken = GraphWalk.Names(model.Graph).ToHashSet(StringComparer.Ordinal);
        var constants = new SharedConstants();
        while (model.Graph.Node.Count < MostNodes && Inline(model.Graph, functions, taken, constants))
            AddDomains(model, functions.Values);
        if (functions.Count == model.Functions.Count && model.Graph.Node.Count < MostNodes)
            model.Functions.Clear();
    }

    private static void RemoveCircles(Dictionary<(string, string), FunctionProto> functions)
    {
        var ending = new HashSet<(string, string)>();
        bool Ends(FunctionProto function) =>
            function.Node.SelectMany(All).Select(Key).All(key => !functions.ContainsKey(key) || ending.Contains(key));
        while (functions.Where(f => !ending.Contains(f.Key) && Ends(f.Value)).Select(f => f.Key).ToList() is { Count: > 0 } more)
            ending.UnionWith(more);
        foreach (var circle in functions.Keys.Except(ending).ToList())
            functions.Remove(circle);
    }

    private static IEnumerable<NodeProto> All(NodeProto node) => GraphWalk.Bodies(node).SelectMany(GraphWalk.Nodes).Prepend(node);

    /// <summary>One level of calls; whether there were any.</summary>
    private static bool Inline(
        GraphProto graph,
        Dictionary<(string, string), FunctionProto> functions,
        HashSet<string> taken,
        SharedConstants constants
    )
    {
        var any = false;
        foreach (var body in graph.Node.SelectMany(GraphWalk.Bodies))
            any |= Inline(body, functions, taken, constants);
        if (!graph.Node.Any(IsCall))
            return any;
        List<NodeProto> nodes =
        [
            .. graph.Node.SelectMany(node =>
                IsCall(node) ? new FunctionCall(node, functions[Key(node)], taken).Nodes(constants.Of(graph)) : [node]
            ),
        ];
        graph.Node.Clear();
        graph.Node.Add(nodes);
        return true;

        bool IsCall(NodeProto node) => functions.ContainsKey(Key(node));
    }

    private static (string, string) Key(NodeProto node) => (Domain(node.Domain), node.OpType);

    private static (string, string) KeyOf(FunctionProto function) => (Domain(function.Domain), function.Name);

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static bool IsOfVersion(FunctionProto function, ModelProto model) =>
        function.OpsetImport.All(own =>
            model.OpsetImport.FirstOrDefault(o => Domain(o.Domain) == Domain(own.Domain)) is not { } theirs || theirs.Version == own.Version
        );

    private static void AddDomains(ModelProto model, IEnumerable<FunctionProto> functions)
    {
        foreach (var own in functions.SelectMany(f => f.OpsetImport))
            if (!model.OpsetImport.Any(o => Domain(o.Domain) == Domain(own.Domain)))
                model.OpsetImport.Add(own.Clone());
    }
}
