using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>What an edit leaves over.</summary>
internal static class Unused
{
    /// <summary>Removes stored tensors, inputs that repeat them, and shape notes of tensors that no longer exist.</summary>
    public static void Remove(GraphProto graph)
    {
        var read = graph.Node.SelectMany(GraphWalk.Reads).Concat(graph.Output.Select(o => o.Name)).ToHashSet(StringComparer.Ordinal);
        var unread = graph
            .Initializer.Select(i => i.Name)
            .Concat(graph.SparseInitializer.Where(s => s.Values is not null).Select(s => s.Values.Name))
            .Where(n => !read.Contains(n))
            .ToHashSet(StringComparer.Ordinal);
        RemoveWhere(graph.Initializer, i => unread.Contains(i.Name));
        RemoveWhere(graph.SparseInitializer, s => s.Values is null || unread.Contains(s.Values.Name));
        RemoveWhere(graph.Input, i => unread.Contains(i.Name));
        var made = graph.Node.SelectMany(n => n.Output).ToHashSet(StringComparer.Ordinal);
        RemoveWhere(graph.ValueInfo, v => !made.Contains(v.Name));
        RemoveWhere(graph.QuantizationAnnotation, q => !made.Contains(q.TensorName) && !read.Contains(q.TensorName));
    }

    /// <summary>Removes the items that fit, in place and in order.</summary>
    public static void RemoveWhere<T>(IList<T> items, Func<T, bool> fits)
    {
        var kept = items.Where(i => !fits(i)).ToList();
        if (kept.Count == items.Count)
            return;
        items.Clear();
        foreach (var item in kept)
            items.Add(item);
    }
}
