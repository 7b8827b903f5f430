using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators;

/// <summary>All operators by name.</summary>
public sealed class OperatorSet
{
    private readonly Dictionary<string, Operator> operators = [];

    private OperatorSet()
    {
        foreach (var kind in new Catalog(typeof(Operator).Assembly).Members(typeof(Operator)))
            Add(kind.Name, (Operator)Activator.CreateInstance(kind.Type)!);
    }

    /// <summary>The operators of this assembly.</summary>
    public static OperatorSet All { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => operators.Count;

    /// <summary>The operator of a node; null where it is not known.</summary>
    public Operator? Find(NodeProto node) => operators.GetValueOrDefault(NameOf(node));

    /// <summary>The operator as people name it: alone of the standard, else behind its domain.</summary>
    public static string NameOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    private void Add(string name, Operator one)
    {
        foreach (var own in one.Aliases.Prepend(name))
            operators.Add(own, one);
    }
}
