using DeepOptDistill.Core.Features;

namespace DeepOptDistill.Data.Features;

/// <summary>An inner tensor of a teacher that a hint reads.</summary>
/// <param name="Tap">Teacher and tensor as the recipe names them: <c>fashion-cnn-a/block2</c>.</param>
/// <param name="Tensor">Name of the tensor in the teacher's graph.</param>
/// <param name="Sizes">Shape of one sample: channels, height and width, or one number of features.</param>
public sealed record FeatureTensor(string Tap, string Tensor, IReadOnlyList<int> Sizes)
{
    /// <summary>Numbers in one sample.</summary>
    public int Count => Sizes.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>The non-linearity that it comes from.</summary>
    public TapActivation Activation { get; init; } = TapActivation.None;
}
