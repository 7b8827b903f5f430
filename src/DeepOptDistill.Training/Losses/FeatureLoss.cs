using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Regressors;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// A term that compares inner tensors of student and teacher. A stage may hold several, of one kind or of many, with pairs of several
/// teachers; a stage that holds nothing else runs and trains the student only up to its highest guided layer.
/// </summary>
public abstract record FeatureLoss : Loss
{
    /// <summary>Teacher and tap: <c>fashion-cnn-a/block2</c>; <c>deepopt inspect</c> lists the taps.</summary>
    [MinLength(3)]
    public required string Teacher { get; init; }

    /// <summary>The student's guided layer.</summary>
    [MinLength(1)]
    public required string Student { get; init; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<TaskKind> Tasks => Enum.GetValues<TaskKind>();

    /// <inheritdoc/>
    public override string Term => $"{Kind} {Teacher} to {Student}";

    /// <summary>The pairs of tensors that the term compares.</summary>
    public virtual IReadOnlyList<FeaturePair> Pairs => [new(Teacher, Student)];

    /// <summary>The regressor behind the guided layer of the first pair; null for terms that compare features as they are.</summary>
    internal virtual Regressor? Regression => null;

    /// <summary>What is wrong with the shapes (of one sample, in the order of <see cref="Pairs"/>); null where they fit.</summary>
    public virtual ShapeMismatch? Check(IReadOnlyList<(Shape Student, Shape Teacher)> shapes) => null;

    /// <summary>The term for a batch.</summary>
    /// <param name="features">N × the shape of one sample on each side, in the order of <see cref="Pairs"/>.</param>
    internal abstract Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features);

    /// <inheritdoc/>
    public override Tensor Value(LossInput input) =>
        Compare([.. Pairs.Select(pair => (input.Guided[pair.Student], input.Hints[pair.Teacher]))]);
}

/// <summary>A guided layer and its hint.</summary>
/// <param name="Teacher">Teacher and tap.</param>
/// <param name="Student">Layer.</param>
/// <param name="IsEnd">Whether the loss names them by <c>teacher_end</c> and <c>student_end</c>.</param>
public sealed record FeaturePair(string Teacher, string Student, bool IsEnd = false)
{
    /// <summary>The key of a recipe that names the tap.</summary>
    public string TeacherKey => IsEnd ? "teacher_end" : "teacher";

    /// <summary>The key of a recipe that names the layer.</summary>
    public string StudentKey => IsEnd ? "student_end" : "student";
}
