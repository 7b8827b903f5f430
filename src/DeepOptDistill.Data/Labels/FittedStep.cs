namespace DeepOptDistill.Data.Labels;

/// <summary>A step with its learned numbers: a plain value, in vectors of channels × height × width numbers.</summary>
public abstract record FittedStep
{
    /// <summary>Numbers that leave.</summary>
    public abstract int Outputs { get; }

    /// <summary>What becomes of images one after the other.</summary>
    public abstract float[] Apply(ReadOnlySpan<float> images, int count);
}

/// <summary>y = (x − shift) · scale for each number.</summary>
/// <param name="Shift">One for each number.</param>
/// <param name="Scale">One for each number.</param>
public sealed record AffineStep(float[] Shift, float[] Scale) : FittedStep
{
    /// <summary>Of values, what is added in float64 where the data's own units are wanted; null for nothing.</summary>
    public ValueOrigins? Origins { get; init; }

    /// <summary>The step with one shift and one scale for each channel; null where those of a channel differ.</summary>
    /// <param name="channels">Channels of the images.</param>
    public AffineStep? ByChannel(int channels)
    {
        var size = Shift.Length / channels;
        for (var i = 0; i < Shift.Length; i++)
            if (Shift[i] != Shift[i / size * size] || Scale[i] != Scale[i / size * size])
                return null;
        float[] First(float[] numbers) => [.. Enumerable.Range(0, channels).Select(channel => numbers[channel * size])];
        return new AffineStep(First(Shift), First(Scale));
    }

    /// <inheritdoc/>
    public override int Outputs => Shift.Length;

    /// <inheritdoc/>
    public override float[] Apply(ReadOnlySpan<float> images, int count)
    {
        var result = new float[images.Length];
        for (var i = 0; i < images.Length; i++)
            result[i] = (images[i] - Shift[i % Shift.Length]) * Scale[i % Shift.Length];
        return result;
    }
}

/// <summary>y = (x − x̄) / max-guarded √(bias + Σ(x − x̄)²·factor) · scale for each image by itself.</summary>
/// <param name="Size">Numbers of an image.</param>
/// <param name="Scale">Norm that images get.</param>
/// <param name="Bias">Added below the root.</param>
/// <param name="Factor">1 for a norm, 1 / (n − 1) for a deviation.</param>
/// <param name="Centred">Whether the image's mean is taken away.</param>
public sealed record ContrastStep(int Size, double Scale, double Bias, double Factor, bool Centred) : FittedStep
{
    /// <summary>Divisors below this are taken as 1: an image without contrast stays as it is.</summary>
    public const double Least = 1e-8;

    /// <inheritdoc/>
    public override int Outputs => Size;

    /// <inheritdoc/>
    public override float[] Apply(ReadOnlySpan<float> images, int count)
    {
        var result = new float[images.Length];
        for (var i = 0; i < count; i++)
        {
            var image = images.Slice(i * Size, Size);
            double mean = 0,
                sum = 0;
            if (Centred)
                foreach (var value in image)
                    mean += value / (double)Size;
            foreach (var value in image)
                sum += (value - mean) * (value - mean);
            var divisor = Math.Sqrt(Bias + (sum * Factor)) / Scale;
            if (divisor < Least)
                divisor = 1;
            for (var d = 0; d < Size; d++)
                result[(i * Size) + d] = (float)((image[d] - mean) / divisor);
        }
        return result;
    }
}

/// <summary>y = (x − mean)·matrix.</summary>
/// <param name="Mean">One for each number that enters.</param>
/// <param name="Matrix">Inputs × outputs, row-major.</param>
/// <param name="Columns">Numbers that leave.</param>
public sealed record MatrixStep(float[] Mean, float[] Matrix, int Columns) : FittedStep
{
    /// <inheritdoc/>
    public override int Outputs => Columns;

    /// <inheritdoc/>
    public override float[] Apply(ReadOnlySpan<float> images, int count)
    {
        var result = new float[count * Columns];
        for (var i = 0; i < count; i++)
        {
            var target = result.AsSpan(i * Columns, Columns);
            for (var d = 0; d < Mean.Length; d++)
            {
                var value = images[(i * Mean.Length) + d] - Mean[d];
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(Matrix.AsSpan(d * Columns, Columns), value, target, target);
            }
        }
        return result;
    }
}
