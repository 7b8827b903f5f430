namespace DeepOptDistill.Data.Features;

/// <summary>
/// The teachers' inner tensors for every view of a set of images, computed when they are asked for or read from disk: both give the same
/// numbers within float16 rounding.
/// </summary>
public interface IFeatures
{
    /// <summary>The tensors that can be read.</summary>
    IReadOnlyList<FeatureTensor> Tensors { get; }

    /// <summary>
    /// Threads that reading keeps busy beside the training: those of a teacher that answers while the student learns, 0 where features lie
    /// on disk.
    /// </summary>
    int Threads { get; }

    /// <summary>Begins to read some of the tensors.</summary>
    /// <param name="taps">Their names: <see cref="FeatureTensor.Tap"/>.</param>
    IFeatureSource Open(IReadOnlyList<string> taps);
}

/// <summary>Some of the teachers' inner tensors, open for reading. Used by one thread at a time.</summary>
public interface IFeatureSource : IDisposable
{
    /// <summary>Reads the features of one view of some samples.</summary>
    /// <param name="view">The view.</param>
    /// <param name="samples">Indices of the samples.</param>
    /// <param name="features">One memory a tensor: samples × its count, row-major, each row channel by channel.</param>
    void Read(int view, ReadOnlySpan<int> samples, IReadOnlyList<Memory<float>> features);
}
