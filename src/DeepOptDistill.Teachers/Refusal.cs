using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>What ONNX Runtime says against a model, as a problem.</summary>
internal static partial class Refusal
{
    /// <summary>The problem: a file that is newer than the runtime in plain words, anything else in the runtime's own.</summary>
    /// <param name="where">The model.</param>
    /// <param name="error">What the runtime said.</param>
    public static Problem Of(string where, OnnxRuntimeException error)
    {
        var said = error.Message.ReplaceLineEndings(" ").Trim();
        if (NewOperators().Match(said) is { Success: true } opset)
            return new Problem(where, $"operators of opset {opset.Groups[1].Value}", $"opset {opset.Groups[2].Value} or older, which is what this ONNX Runtime knows", "Export the network again for an older opset.");
        if (NewFormat().Match(said) is { Success: true } format)
            return new Problem(where, $"version {format.Groups[1].Value} of the file format (IR)", $"version {format.Groups[2].Value} or older, which is what this ONNX Runtime knows", "Export the network again with an older version of ONNX.");
        return new Problem(where, $"a model that ONNX Runtime refuses ({said})", "one that it runs", "Export the network again, with standard operators.");
    }

    [GeneratedRegex(@"Opset (\d+) is under development.*domain ai\.onnx is till opset (\d+)")]
    private static partial Regex NewOperators();

    [GeneratedRegex(@"Unsupported model IR version: (\d+), max supported IR version: (\d+)")]
    private static partial Regex NewFormat();
}
