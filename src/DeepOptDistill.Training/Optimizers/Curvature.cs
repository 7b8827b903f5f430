using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// Products of an objective's Hessian with vectors, by differentiating its gradient once more. Lives within the step's dispose scope.
/// </summary>
/// <remarks>Pearlmutter 1994, Fast Exact Multiplication by the Hessian.</remarks>
internal sealed class Curvature
{
    private readonly IReadOnlyList<Tensor> parameters;
    private readonly IReadOnlyList<Tensor> gradients;

    private Curvature(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> gradients)
    {
        this.parameters = parameters;
        this.gradients = gradients;
    }

    /// <summary>Gives every parameter its gradient, and keeps the gradient's own graph.</summary>
    public static Curvature Of(Tensor objective, IReadOnlyList<Tensor> parameters)
    {
        var gradients = Derivative([objective], parameters, null, again: true);
        for (var i = 0; i < parameters.Count; i++)
            parameters[i].grad = gradients[i].detach().clone();
        return new Curvature(parameters, gradients);
    }

    /// <summary>H·v, one tensor per parameter.</summary>
    public IReadOnlyList<Tensor> Times(IReadOnlyList<Tensor> vector)
    {
        // A gradient that depends on no parameter has no graph, and asking for its derivative would end the process.
        var curved = Enumerable.Range(0, gradients.Count).Where(i => gradients[i].requires_grad).ToList();
        return curved.Count == 0
            ? [.. parameters.Select(p => zeros_like(p.detach()))]
            : Derivative([.. curved.Select(i => gradients[i])], parameters, [.. curved.Select(i => vector[i])], again: false);
    }

    private static List<Tensor> Derivative(IList<Tensor> of, IReadOnlyList<Tensor> parameters, IList<Tensor>? vector, bool again)
    {
        using var _ = enable_grad();
        var found = autograd.grad(of, [.. parameters], vector, retain_graph: true, create_graph: again, allow_unused: true);
        return [.. found.Select((g, i) => g is null || g.IsInvalid ? zeros_like(parameters[i].detach()) : g)];
    }
}
