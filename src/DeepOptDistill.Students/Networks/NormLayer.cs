using DeepOptDistill.Students.Norms;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>A batch norm of a network with its statistics.</summary>
/// <param name="Name">Path of the layer: <c>residual1.body.batch-norm2</c>.</param>
/// <param name="Block">Its options.</param>
/// <param name="Mean">Mean per map or feature, as the network keeps it.</param>
/// <param name="Variance">Variance per map or feature, as the network keeps it.</param>
public sealed record NormLayer(string Name, BatchNorm Block, Tensor Mean, Tensor Variance)
{
    internal nn.Module Module { get; private init; } = null!;

    internal static NormLayer Of(string name, BatchNorm block, nn.Module module)
    {
        var buffers = module.named_buffers().ToDictionary(b => b.name, b => b.buffer);
        return new NormLayer(name, block, buffers["running_mean"], buffers["running_var"]) { Module = module };
    }
}
