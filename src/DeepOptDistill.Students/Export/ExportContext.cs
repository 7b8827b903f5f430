using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Export;

/// <summary>The graph being written, and where in the network the writer is.</summary>
internal sealed record ExportContext(GraphBuilder Graph, Dictionary<string, long[]> Shapes, string Prefix = "")
{
    /// <summary>
    /// Names that the file's input and output have, and what makes them; a layer of such a name is told apart by a slash, which no layer's
    /// own name may hold.
    /// </summary>
    public IReadOnlyList<string> Reserved { get; init; } = [];

    public string Name(Placed place) => Prefix + Own(place.Name);

    public ExportContext Inside(Placed place) => Inside(place.Name);

    public ExportContext Inside(string name) => this with { Prefix = $"{Prefix}{Own(name)}." };

    private string Own(string name) => Prefix.Length == 0 && Reserved.Contains(name) ? $"layer/{name}" : name;

    public string Constant(string name, Tensor values) => Graph.Constant(name, ParameterMemory.Read(values), values.shape);
}
