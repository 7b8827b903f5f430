using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>The order in which nodes can be computed. Files may hold them in any other; a runtime sorts them itself.</summary>
internal static class NodeOrder
{
    /// <summary>
    /// Sorts the nodes of a graph and of its bodies, in place. What is in order already stays as it is, and so does a circle.
    /// </summary>
    public static void Sort(GraphProto graph)
    {
        foreach (var body in graph.Node.SelectMany(GraphWalk.Bodies))
            Sort(body);
        if (IsSorted(graph))
            return;
        var sorted = Sorted(graph);
        if (sorted.Count < graph.Node.Count)
            return;
        graph.Node.Clear();
        graph.Node.Add(sorted);
    }

    private static bool IsSorted(GraphProto graph)
    {
        var coming = graph.Node.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            if (GraphWalk.Reads(node).Any(coming.Contains))
                return false;
            coming.ExceptWith(node.Output);
        }
        return true;
    }

    /// <summary>Each node behind those that it reads, else in the file's order.</summary>
    private static List<NodeProto> Sorted(GraphProto graph)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Node.Count; i++)
            foreach (var output in graph.Node[i].Output.Where(o => o.Length > 0))
                producers[output] = i;
        var (readers, missing) = (new List<int>[graph.Node.Count], new int[graph.Node.Count]);
        for (var i = 0; i < readers.Length; i++)
            readers[i] = [];
        for (var i = 0; i < readers.Length; i++)
            foreach (var input in GraphWalk.Reads(graph.Node[i]).Distinct(StringComparer.Ordinal))
                if (producers.TryGetValue(input, out var producer))
                    Link(producer, i);
        return [.. Walk(readers, missing).Select(i => graph.Node[i])];

        void Link(int from, int to)
        {
            readers[from].Add(to);
            missing[to]++;
        }
    }

    private static IEnumerable<int> Walk(List<int>[] readers, int[] missing)
    {
        var ready = new SortedSet<int>(Enumerable.Range(0, missing.Length).Where(i => missing[i] == 0));
        while (ready.Count > 0)
        {
            var next = ready.Min;
            ready.Remove(next);
            foreach (var reader in readers[next])
                if (--missing[reader] == 0)
                    ready.Add(reader);
            yield return next;
        }
    }
}
