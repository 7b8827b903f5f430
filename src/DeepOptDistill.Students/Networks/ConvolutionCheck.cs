using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// Whether libtorch's fast convolutions (oneDNN) are right on this processor. On some they are not: where channels fill no whole block
/// of 8 or 16, what lies behind them is not cleared, and answers and gradients hold what memory held before. They are switched off there:
/// libtorch then convolves by its own matrix products, which is slower, and right.
/// </summary>
/// <remarks>Seen with oneDNN 3.7.1 of libtorch 2.10 on an AMD EPYC of family 26 (Zen 5), with AVX2 and with AVX-512.</remarks>
internal static class ConvolutionCheck
{
    private const double Tolerance = 1e-4;
    private const int Dirty = 1 << 22;

    private static readonly (int Samples, int From, int To, int Kernel, int Size)[] Probes =
    [
        (3, 12, 20, 3, 28),
        (3, 24, 10, 3, 14),
        (3, 24, 24, 3, 32),
        (64, 40, 40, 1, 14),
        (64, 24, 40, 3, 7),
    ];

    private static readonly Lazy<bool> Checked = new(Check);

    /// <summary>Whether they had to be switched off in this process.</summary>
    public static bool IsSwitchedOff => Checked.Value;

    /// <summary>Checks once a process, and switches them off where they are wrong.</summary>
    /// <exception cref="InputException">libtorch convolves wrongly without them as well.</exception>
    public static void Ensure() => _ = Checked.Value;

    /// <summary>The largest error relative to double precision, over answers and gradients in both layouts.</summary>
    internal static double Error()
    {
        var worst = 0.0;
        foreach (var probe in Probes)
        foreach (var isLast in new[] { false, true })
            worst = Math.Max(worst, Error(probe, isLast));
        return worst;
    }

    private static bool Check()
    {
        var before = Context.Tell(Context.Errors);
        if (Error() <= Tolerance)
        {
            Context.Tell(before);
            return false;
        }
        // Without oneDNN each convolution tries NNPACK, and would warn each time that it cannot be had.
        Context.SwitchOneDnnOff();
        if (Error() <= Tolerance)
            return true;
        throw new InputException(
            new Problem(
                "libtorch",
                "convolutions that are wrong on this processor, with oneDNN and without it",
                "convolutions as in double precision",
                "Train on another machine, and tell us of this one."
            )
        );
    }

    private static double Error((int Samples, int From, int To, int Kernel, int Size) probe, bool isLast)
    {
        using var scope = NewDisposeScope();
        // What is not cleared must not be zero by chance.
        using (full([Dirty], 1e3f)) { }
        var samples = Wave(0.7, probe.Samples, probe.From, probe.Size, probe.Size);
        var kernel = Wave(1.3, probe.To, probe.From, probe.Kernel, probe.Kernel);
        var right = Convolved(samples.to(ScalarType.Float64), kernel.to(ScalarType.Float64), probe.Kernel, isLast: false);
        var fast = Convolved(samples, kernel, probe.Kernel, isLast);
        return right.Zip(fast, (one, other) => Distance(one, other)).Max();
    }

    /// <summary>Answers, and the gradients of samples and kernel.</summary>
    private static Tensor[] Convolved(Tensor samples, Tensor kernel, int size, bool isLast)
    {
        var (input, weight) = (Laid(samples, isLast).requires_grad_(), Laid(kernel, isLast).requires_grad_());
        var answers = nn.functional.conv2d(input, weight, padding: [size / 2, size / 2]);
        answers.backward([Laid(Wave(0.9, [.. answers.shape]).to(answers.dtype), isLast)]);
        return [answers.detach(), input.grad!, weight.grad!];
    }

    private static Tensor Laid(Tensor tensor, bool isLast) =>
        (isLast ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor.clone()).detach();

    /// <summary>Numbers that need no generator: drawing some would move what a training draws.</summary>
    private static Tensor Wave(double step, params long[] shape) =>
        sin(arange(shape.Aggregate(1L, (product, length) => product * length), dtype: ScalarType.Float32) * step).reshape(shape);

    private static double Distance(Tensor right, Tensor other) =>
        ((other.to(ScalarType.Float64) - right).abs().max() / right.abs().max()).item<double>();

    /// <summary>Switches of libtorch for which TorchSharp has no door.</summary>
    private static class Context
    {
        /// <summary>The level of what is told on stderr: errors, and no warnings.</summary>
        public const int Errors = 2;

        private const string Library = "libtorch_cpu.so",
            Core = "libc10.so",
            LogLevel = "FLAGS_caffe2_log_level";

        public static void SwitchOneDnnOff() => SetUserEnabledMkldnn(GlobalContext(), false);

        /// <summary>Sets what is told on stderr; gives the level before.</summary>
        public static int Tell(int level)
        {
            var place = NativeLibrary.GetExport(NativeLibrary.Load(Core, typeof(torch).Assembly, null), LogLevel);
            var before = Marshal.ReadInt32(place);
            Marshal.WriteInt32(place, level);
            return before;
        }

        [DllImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern nint GlobalContext();

        [DllImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern void SetUserEnabledMkldnn(nint context, [MarshalAs(UnmanagedType.I1)] bool isOn);
    }
}
