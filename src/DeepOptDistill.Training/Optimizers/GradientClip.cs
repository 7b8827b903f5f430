using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>Bounds on the gradient before a step, weight decay not yet added.</summary>
internal static class GradientClip
{
    /// <summary>g ← max(−c, min(c, g)) in each coordinate.</summary>
    public static void Value(IEnumerable<Tensor> parameters, double most)
    {
        foreach (var parameter in parameters)
            parameter.grad!.clamp_(-most, most);
    }

    /// <summary>g ← g·min(1, c / (‖g‖ + 10⁻⁶)) with the norm over all parameters together, as in PyTorch.</summary>
    /// <remarks>Pascanu, Mikolov and Bengio 2013, arXiv 1211.5063.</remarks>
    public static void Norm(IReadOnlyList<Tensor> parameters, double most)
    {
        var gradients = parameters.Select(p => p.grad!).ToArray();
        var norm = stack(gradients.Select(g => g.norm())).norm().to(ScalarType.Float64).item<double>();
        var factor = most / (norm + 1e-6);
        if (factor < 1)
            FusedKernels.Scale(gradients, factor);
    }
}
