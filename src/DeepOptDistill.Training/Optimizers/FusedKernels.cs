using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// libtorch's own fused optimizer kernels, one call for all parameters of a group. TorchSharp has no door to them; TorchScript has.
/// On 53 tensors with 1.2 M parameters one Adam step takes 0.6 ms instead of 8 ms with one small operation at a time.
/// </summary>
internal static class FusedKernels
{
    private const string Script = """
        def sgd(p: List[Tensor], g: List[Tensor], m: List[Tensor], rate: float, decay: float, momentum: float, nesterov: bool, first: bool):
            torch._fused_sgd_(p, g, m, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, nesterov=nesterov, maximize=False, is_first_step=first)
        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], rate: float, beta1: float, beta2: float, decay: float, epsilon: float):
            torch._fused_adam_(p, g, m, v, [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], rate: float, beta1: float, beta2: float, decay: float, epsilon: float):
            torch._fused_adamw_(p, g, m, v, [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script)!);

    public static void Sgd(OptimizerGroup group, double rate, double momentum, bool nesterov, bool first) =>
        Unit.Value.invoke("sgd", group.Parameters, group.Gradients(), group.Moments.Length > 0 ? group.Moments[0] : [], rate, group.WeightDecay, momentum, nesterov, first);

    public static void Adam(string kernel, OptimizerGroup group, double rate, double beta1, double beta2, double epsilon, long step)
    {
        // The kernel corrects the bias by the step it is told, already counted; it only reads it, so one tensor serves all.
        var count = tensor((float)step);
        var steps = Enumerable.Repeat(count, group.Parameters.Length).ToArray();
        Unit.Value.invoke(kernel, group.Parameters, group.Gradients(), group.Moments[0], group.Moments[1], steps, rate, beta1, beta2, group.WeightDecay, epsilon);
    }
}
