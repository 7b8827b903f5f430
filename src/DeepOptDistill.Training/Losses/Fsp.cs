using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Regressors;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// mean of (G_s − G_t)² over batch and entries, with the flow between two layers G = F₁ᵀF₂ / (H·W), C₁ × C₂: which features of the first
/// occur with which of the second. Within a network, the layer with larger maps is max-pooled to the other.
/// </summary>
/// <remarks>
/// Yim et al. 2017, "A Gift from Knowledge Distillation". The paper sums over the entries of G; the mean keeps the weight free of the
/// number of channels (multiply it by C₁·C₂ for the paper's). Student and teacher may have maps of different sizes.
/// </remarks>
[Kind("fsp", "mean (G_s − G_t)², G = F₁ᵀF₂ / (H·W) between two layers")]
public sealed record Fsp : MapLoss
{
    /// <summary>The teacher's second tensor: teacher and tap.</summary>
    [MinLength(3)]
    public required string TeacherEnd { get; init; }

    /// <summary>The student's second layer.</summary>
    [MinLength(1)]
    public required string StudentEnd { get; init; }

    /// <inheritdoc/>
    public override string Term => $"{base.Term}, {TeacherEnd} to {StudentEnd}";

    /// <inheritdoc/>
    public override IReadOnlyList<FeaturePair> Pairs => [new(Teacher, Student), new(TeacherEnd, StudentEnd, IsEnd: true)];

    /// <inheritdoc/>
    public override ShapeMismatch? Check(IReadOnlyList<(Shape Student, Shape Teacher)> shapes) =>
        base.Check(shapes) ?? shapes.Zip(Pairs, Channels).FirstOrDefault(mismatch => mismatch is not null);

    /// <inheritdoc/>
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features) =>
        (Flow(features[0].Student, features[1].Student) - Flow(features[0].Teacher, features[1].Teacher)).square().mean();

    private static Tensor Flow(Tensor first, Tensor second)
    {
        var (height, width) = (Math.Min(first.shape[2], second.shape[2]), Math.Min(first.shape[3], second.shape[3]));
        Tensor Pooled(Tensor maps) =>
            (maps.shape[2] == height && maps.shape[3] == width ? maps : nn.functional.adaptive_max_pool2d(maps, [height, width])).flatten(
                2
            );
        return Pooled(first).bmm(Pooled(second).transpose(1, 2)) / (height * width);
    }

    private static ShapeMismatch? Channels((Shape Student, Shape Teacher) shape, FeaturePair pair) =>
        shape.Student.Channels == shape.Teacher.Channels
            ? null
            : new ShapeMismatch(
                $"{shape.Student.Channels} channels in '{pair.Student}' and {shape.Teacher.Channels} in '{pair.Teacher}'",
                "as many channels in the student's layer as in the teacher's",
                "Choose other layers, make the student's layer as wide, or use 'attention-transfer', which compares any widths."
            );
}
