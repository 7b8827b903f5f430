using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers;

/// <summary>Which tensors of a model take images and give answers.</summary>
/// <param name="Input">What takes images.</param>
/// <param name="Outputs">Names of the outputs: one that answers, or the tapped tensors.</param>
internal sealed record Connection(NetworkInput Input, IReadOnlyList<string> Outputs);
