using System.Text.Json;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Benchmarks;

/// <summary>One measured number. A line of JSON; the PyTorch side writes the same.</summary>
/// <param name="Measure">What was measured: one of <see cref="Measures"/>.</param>
/// <param name="Subject">On what: a student, a teacher.</param>
/// <param name="Side">Whose: one of <see cref="Sides"/>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Round">Round of the interleaved run; numbers of one round are compared with each other.</param>
/// <param name="Note">What a reader must know beside it.</param>
internal sealed record Row(string Measure, string Subject, string Side, double Value, string Unit, int Round = 0, string? Note = null)
{
    public string ToLine() => JsonSerializer.Serialize(this, RecordJson.Line);

    public static Row Parse(string line) => JsonSerializer.Deserialize<Row>(line, RecordJson.Line)!;
}

/// <summary>What is measured.</summary>
internal static class Measures
{
    public const string Gemm = "gemm";
    public const string Work = "work";
    public const string Step = "step";
    public const string Phase = "phase";
    public const string Label = "label";
    public const string Tap = "tap";
    public const string Distil = "distil";
    public const string Memory = "memory";
    public const string Store = "store";
    public const string Hint = "hint";
    public const string Busy = "busy";
    public const string Share = "share";
}

/// <summary>Who is measured.</summary>
internal static class Sides
{
    public const string Ours = "ours";
    public const string OursAugmented = "ours, with crop and flip";
    public const string Separate = "ours, batch norm and ReLU apart";
    public const string Stock = "stock TorchSharp, NCHW";
    public const string Whole = "whole graph";
    public const string Truncated = "truncated";
    public const string Runtime = "bare ONNX Runtime";
    public const string PyTorch = "PyTorch, NCHW";
    public const string PyTorchLast = "PyTorch, channels-last";
    public const string Libtorch = "libtorch";
    public const string TeacherAlone = "truncated teacher alone, half of the threads";
    public const string StudentAlone = "student alone with stored hints, half of the threads";
    public const string Overlapped = "both at once";
    public const string StoredAllThreads = "student with stored hints, all threads";
}
