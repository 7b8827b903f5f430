using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Regressors;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// A squared error between the hint u and r(v), the guided layer's output behind a regressor r that gives it the hint's shape and
/// non-linearity. The regressor learns with the student and is dropped at the stage's end.
/// </summary>
/// <remarks>Romero et al. 2015, FitNets, arXiv 1412.6550, equation 3.</remarks>
public abstract record RegressedLoss : FeatureLoss
{
    /// <summary>The regressor; chosen by the two shapes where left out.</summary>
    public Regressor Regressor { get; init; } = new AutoRegressor();

    internal override Regressor? Regression => Regressor;

    /// <inheritdoc/>
    public override ShapeMismatch? Check(IReadOnlyList<(Shape Student, Shape Teacher)> shapes) =>
        Regressor.Check(shapes[0].Student, shapes[0].Teacher);

    /// <summary>u − r(v); a regressor that gives a vector for a map gives it channel by channel.</summary>
    private protected static Tensor Error((Tensor Student, Tensor Teacher) pair) =>
        pair.Student.dim() == pair.Teacher.dim() ? pair.Student - pair.Teacher : pair.Student.flatten(1) - pair.Teacher.flatten(1);
}
