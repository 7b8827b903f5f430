namespace DeepOptDistill.Onnx;

/// <summary>What one node costs.</summary>
/// <param name="Name">Name of the node; may be empty.</param>
/// <param name="Op">Its operator.</param>
/// <param name="Output">The first tensor that it computes.</param>
/// <param name="Parameters">Learned numbers that it reads and that no earlier node read.</param>
/// <param name="Macs">Multiply-accumulates for one sample.</param>
public sealed record NodeCost(string Name, string Op, string Output, long Parameters, long Macs);
