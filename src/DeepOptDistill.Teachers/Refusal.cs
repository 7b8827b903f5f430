using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>What ONNX Runtime says against a model, as a problem.</summary>
internal static partial class Refusal
{
    /// <summary>ONNX Runtime implements the standard operators from this version on.</summary>
    private const int OldestOpset = 7;

    /// <summary>The problem: a file that is newer than the runtime in plain words, anything else in the runtime's own.</summary>
    /// <param name="where">The model.</param>
    /// <param name="error">What the runtime said.</param>
    /// <param name="model">What it was said of; null where that is not at hand.</param>
    public static Problem Of(string where, OnnxRuntimeException error, OnnxModel? model = null)
    {
        var said = SourcePlace().Replace(error.Message.ReplaceLineEndings(" "), "").Trim();
        if (NewOperators().Match(said) is { Success: true } opset)
            return new Problem(
                where,
                $"operators of opset {opset.Groups[1].Value}",
                $"opset {opset.Groups[2].Value} or older, which is what this ONNX Runtime knows",
                "Export the network again for an older opset."
            );
        if (NewFormat().Match(said) is { Success: true } format)
            return new Problem(
                where,
                $"version {format.Groups[1].Value} of the file format (IR)",
                $"version {format.Groups[2].Value} or older, which is what this ONNX Runtime knows",
                "Export the network again with an older version of ONNX."
            );
        if (NoKernel().Match(said) is { Success: true } kernel)
            return Unknown(where, kernel.Groups[1].Value, model);
        return new Problem(
            where,
            $"a model that ONNX Runtime refuses ({said})",
            "one that it runs",
            "Export the network again, with standard operators."
        );
    }

    /// <summary>The problem of a model that runs, and stops at some samples.</summary>
    /// <param name="where">The model, or the samples.</param>
    /// <param name="error">What the runtime said.</param>
    public static Problem AtSamples(string where, OnnxRuntimeException error) =>
        new(
            where,
            $"samples at which ONNX Runtime stops ({error.Message.ReplaceLineEndings(" ").Trim()})",
            "an answer to every sample of the data",
            "Compare them with what the network was trained on: a number may be beyond its tables, or a batch size stands in the file."
        );

    /// <summary>An operator that the runtime has not: of an opset or of a type of numbers that it does not compute.</summary>
    private static Problem Unknown(string where, string op, OnnxModel? model)
    {
        if (model is { Opset: < OldestOpset })
            return new Problem(
                where,
                $"operator {op} of opset {model.Opset}",
                $"opset {OldestOpset} or newer, which is what this ONNX Runtime knows",
                "Convert it: onnx.version_converter.convert_version(model, 17), or export the network again."
            );
        return model is not null && model.Proto.Graph.Initializer.Any(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Bfloat16)
            ? new Problem(
                where,
                $"operator {op} on bfloat16",
                "float32 or float16, which ONNX Runtime computes on the processor",
                "Export the network in float32: model.float() before torch.onnx.export."
            )
            : new Problem(
                where,
                $"operator {op}, which ONNX Runtime does not compute for these types of numbers",
                "operators that it has for the processor",
                "Export the network in float32, with standard operators."
            );
    }

    /// <summary>The runtime's own file and function, which tell its builders something and nobody else.</summary>
    [GeneratedRegex(@"/onnxruntime_src/\S+ \S+ \S+\([^)]*\)( const)? ")]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@"Could not find an implementation for (\S+?)\(")]
    private static partial Regex NoKernel();

    [GeneratedRegex(@"Opset (\d+) is under development.*domain ai\.onnx is till opset (\d+)")]
    private static partial Regex NewOperators();

    [GeneratedRegex(@"Unsupported model IR version: (\d+), max supported IR version: (\d+)")]
    private static partial Regex NewFormat();
}
