using DeepOptDistill.Core.Features;

namespace DeepOptDistill.Data.Features;

/// <summary>
/// One teacher's inner tensors for every view of every training image, computed when they are asked for or read from disk: both give the same
/// numbers within float16 rounding. Read from one thread at a time.
/// </summary>
public interface IFeatureSource : IDisposable
{
    /// <summary>The tensors, in the order in which <see cref="Read"/> gives them.</summary>
    IReadOnlyList<FeatureTensor> Tensors { get; }

    /// <summary>Reads features of one view of some samples.</summary>
    /// <param name="view">The view.</param>
    /// <param name="samples">Indices of the samples.</param>
    /// <param name="features">One memory a tensor: samples × its count, row-major, each row channel by channel.</param>
    void Read(int view, ReadOnlySpan<int> samples, IReadOnlyList<Memory<float>> features);
}

/// <summary>An inner tensor of a teacher that a hint reads.</summary>
/// <param name="Tap">Teacher and tensor as the recipe names them: <c>fashion-cnn-a/block2</c>.</param>
/// <param name="Tensor">Name of the tensor in the teacher's graph.</param>
/// <param name="Sizes">Shape of one sample: channels, height and width, or one number of features.</param>
public sealed record FeatureTensor(string Tap, string Tensor, IReadOnlyList<int> Sizes)
{
    /// <summary>Numbers in one sample.</summary>
    public int Count => Sizes.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>How the tensor was squashed: what the regressor must be able to reproduce.</summary>
    public TapActivation Activation { get; init; } = TapActivation.None;
}
