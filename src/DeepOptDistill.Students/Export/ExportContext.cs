using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Export;

/// <summary>The graph being written, and where in the network the writer is.</summary>
internal sealed record ExportContext(GraphBuilder Graph, Dictionary<string, long[]> Shapes, string Prefix = "")
{
    public string Name(Placed place) => Prefix + place.Name;

    public ExportContext Inside(Placed place) => Inside(place.Name);

    public ExportContext Inside(string name) => this with { Prefix = $"{Prefix}{name}." };

    public string Constant(string name, Tensor values) => Graph.Constant(name, ParameterMemory.Read(values), values.shape);
}
