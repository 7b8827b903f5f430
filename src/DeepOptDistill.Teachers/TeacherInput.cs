using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Teachers;

/// <summary>How a teacher wants its images: each pixel p of 0 … 255 becomes (p·scale − mean) / deviation of its channel.</summary>
public sealed record TeacherInput
{
    /// <summary>Name of the input tensor; needed only where the model has several.</summary>
    public string? Name { get; init; }

    /// <summary>Order of the numbers; <c>nchw</c>, as PyTorch exports.</summary>
    public Layout Layout { get; init; } = Layout.Nchw;

    /// <summary>Factor on the pixel; 1/255 takes it to [0, 1].</summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public double Scale { get; init; } = 1.0 / 255;

    /// <summary>Mean of each channel after scaling; empty for 0.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Standard deviation of each channel after scaling; empty for 1.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [];
}
