using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>For which teacher a student is wanted, and what it may cost.</summary>
public sealed record PlanRequest
{
    /// <summary>An ONNX file, a folder with a <c>teacher.yaml</c>, the name of a folder in <c>teachers/</c>, or a finished run.</summary>
    public required string Teacher { get; init; }

    /// <summary>
    /// What a student may cost; at least one limit. Parameters and MACs that it leaves open are limited by the teacher's own.
    /// </summary>
    public required Budget Budget { get; init; }

    /// <summary>Shape of an image, for a teacher whose file leaves it free.</summary>
    public SampleShape? Images { get; init; }

    /// <summary>Classes, for a teacher whose file leaves them free.</summary>
    [Between(1, 1 << 20)]
    public int? Classes { get; init; }
}
