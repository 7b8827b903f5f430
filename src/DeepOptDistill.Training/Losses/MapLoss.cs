using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Regressors;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>A term that needs maps on both sides, as it looks at where something is or at what occurs together there.</summary>
public abstract record MapLoss : FeatureLoss
{
    /// <inheritdoc/>
    public override ShapeMismatch? Check(IReadOnlyList<(Shape Student, Shape Teacher)> shapes) =>
        shapes
            .Zip(Pairs, (shape, pair) => Vector(shape.Student, pair.Student) ?? Vector(shape.Teacher, pair.Teacher))
            .FirstOrDefault(mismatch => mismatch is not null);

    /// <summary>Both sides at the smaller height and the smaller width of the two: what is larger becomes the mean over areas.</summary>
    private protected static (Tensor Student, Tensor Teacher) AtOneSize(Tensor student, Tensor teacher)
    {
        var (height, width) = (Math.Min(student.shape[2], teacher.shape[2]), Math.Min(student.shape[3], teacher.shape[3]));
        Tensor Pooled(Tensor maps) =>
            maps.shape[2] == height && maps.shape[3] == width ? maps : nn.functional.adaptive_avg_pool2d(maps, (height, width));
        return (Pooled(student), Pooled(teacher));
    }

    private static ShapeMismatch? Vector(Shape shape, string name) =>
        shape.IsMap
            ? null
            : new ShapeMismatch(
                $"a vector of {shape} numbers from '{name}'",
                "maps of channels × height × width on both sides",
                "Choose a layer before the maps become a vector, or compare vectors by 'similarity-preserving' or 'rkd-distance'."
            );
}
