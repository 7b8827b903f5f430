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
        def sgd(p: List[Tensor], g: List[Tensor], m: List[Tensor], rate: float, decay: float, momentum: float, dampening: float,
                nesterov: bool, first: bool):
            torch._fused_sgd_(p, g, m, weight_decay=decay, momentum=momentum, lr=rate, dampening=dampening, nesterov=nesterov,
                maximize=False, is_first_step=first)
        def adagrad(p: List[Tensor], g: List[Tensor], s: List[Tensor], steps: List[Tensor], rate: float, rate_decay: float,
                decay: float, epsilon: float):
            torch._fused_adagrad_(p, g, s, steps, lr=rate, lr_decay=rate_decay, weight_decay=decay, eps=epsilon, maximize=False)
        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], steps: List[Tensor], rate: float,
                beta1: float, beta2: float, decay: float, epsilon: float, amsgrad: bool):
            torch._fused_adam_(p, g, m, v, x, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon,
                amsgrad=amsgrad, maximize=False)
        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], steps: List[Tensor], rate: float,
                beta1: float, beta2: float, decay: float, epsilon: float, amsgrad: bool):
            torch._fused_adamw_(p, g, m, v, x, steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon,
                amsgrad=amsgrad, maximize=False)
        def scale(p: List[Tensor], factor: float):
            torch._foreach_mul_(p, factor)
        def blend(p: List[Tensor], q: List[Tensor], share: float):
            torch._foreach_lerp_(p, q, share)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script)!);

    public static void Sgd(OptimizerGroup group, double rate, double momentum, double dampening, bool nesterov, bool first)
    {
        Decay(group, rate);
        Invoke(
            "sgd",
            group.Parameters,
            group.Gradients(),
            group.Moments.Length > 0 ? group.Moments[0] : [],
            rate,
            group.Coupled,
            momentum,
            dampening,
            nesterov,
            first
        );
    }

    public static void Adagrad(OptimizerGroup group, double rate, double rateDecay, double epsilon, long step)
    {
        Decay(group, rate);
        Invoke(
            "adagrad",
            group.Parameters,
            group.Gradients(),
            group.Moments[0],
            Count(group, step),
            rate,
            rateDecay,
            group.Coupled,
            epsilon
        );
    }

    public static void Adam(OptimizerGroup group, double rate, double beta1, double beta2, double epsilon, long step)
    {
        var (kernel, decay) = group.Decoupled > 0 ? ("adamw", group.Decoupled) : ("adam", group.Coupled);
        var maxima = group.Moments.Length > 2 ? group.Moments[2] : [];
        Invoke(
            kernel,
            group.Parameters,
            group.Gradients(),
            group.Moments[0],
            group.Moments[1],
            maxima,
            Count(group, step),
            rate,
            beta1,
            beta2,
            decay,
            epsilon,
            maxima.Length > 0
        );
    }

    /// <summary>t ← factor·t for every tensor.</summary>
    public static void Scale(Tensor[] tensors, double factor) => Invoke("scale", tensors, factor);

    /// <summary>t ← t + share·(other − t) for every tensor.</summary>
    public static void Blend(Tensor[] tensors, Tensor[] others, double share) => Invoke("blend", tensors, others, share);

    // TorchSharp turns a number into a native scalar that nobody holds: a garbage collection during the call would free it under libtorch's
    // hands.
    private static void Invoke(string kernel, params object[] arguments)
    {
        object[] held =
        [
            .. arguments.Select(argument =>
                argument switch
                {
                    double number => (Scalar)number,
                    bool flag => (Scalar)flag,
                    _ => argument,
                }
            ),
        ];
        Unit.Value.invoke(kernel, held);
        foreach (var scalar in held.OfType<Scalar>())
            scalar.Dispose();
    }

    private static void Decay(OptimizerGroup group, double rate)
    {
        if (group.Decoupled > 0)
            Scale(group.Parameters, 1 - (rate * group.Decoupled));
    }

    // The kernels correct by the step they are told, already counted; they only read it, so one tensor serves all.
    private static Tensor[] Count(OptimizerGroup group, long step)
    {
        var count = tensor((float)step);
        return [.. Enumerable.Repeat(count, group.Parameters.Length)];
    }
}
