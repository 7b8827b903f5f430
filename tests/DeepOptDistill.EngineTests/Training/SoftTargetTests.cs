using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Laws of distillation's loss. Reference values: scripts/reference/soft_target.py.</summary>
public class SoftTargetTests
{
    private static readonly float[] Student = [1, 2, 3, -1],
        Teacher = [2, .5f, -1, 0];

    [Fact]
    public void EqualsTheReferenceVectors()
    {
        var (value, gradient) = Loss(Student, Teacher, 4);
        Assert.Equal(2.024870677797, value, 2e-6);
        double[] expected = [-.5648365694, .1376362942, .7697909723, -.3425906971];
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i], gradient[i], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public void IsZeroWithoutGradientWhereStudentIsTeacher(double temperature)
    {
        var (value, gradient) = Loss(Teacher, Teacher, temperature);
        // Rounding of the divergence is multiplied by T².
        Assert.Equal(0, value, 1e-6 * temperature * temperature);
        Assert.All(gradient, g => Assert.Equal(0, g, 1e-6 * temperature));
    }

    [Fact]
    public void AddingAConstantToAllLogitsChangesNothing() =>
        Assert.Equal(Loss(Student, Teacher, 4).Value, Loss([.. Student.Select(z => z + 5)], Teacher, 4).Value, 1e-5);

    [Fact]
    public void AClassOfProbabilityZeroChangesNothing()
    {
        var (value, gradient) = Loss(Student, Teacher, 4);
        var (with, appended) = Loss([.. Student, float.NegativeInfinity], [.. Teacher, float.NegativeInfinity], 4);
        Assert.Equal(value, with, 1e-6);
        for (var i = 0; i < 4; i++)
            Assert.Equal(gradient[i], appended[i], 1e-6);
        Assert.Equal(0, appended[4]);
    }

    /// <summary>
    /// T²·KL tends to logit matching: its gradient to ((z − z̄) − (v − v̄)) / N, so doubling a high T leaves it as it is.
    /// </summary>
    [Fact]
    public void GradientTendsToLogitMatchingAtHighTemperature()
    {
        var (zMean, vMean) = (Student.Average(), Teacher.Average());
        var gradient = Loss(Student, Teacher, 1000).Gradient;
        for (var i = 0; i < 4; i++)
            Assert.Equal((Student[i] - zMean - (Teacher[i] - vMean)) / 4, gradient[i], 2e-3);
    }

    /// <summary>
    /// Without T² the gradient would fall as 1/T²: by 1/2500 from T = 2 to T = 100. With it, it stays within a factor of three.
    /// </summary>
    [Fact]
    public void GradientKeepsItsSizeOverTemperatures()
    {
        double Norm(double t) => Math.Sqrt(Loss(Student, Teacher, t).Gradient.Sum(g => (double)g * g));
        Assert.InRange(Norm(100) / Norm(2), 1 / 3.0, 3.0);
        Assert.InRange(Norm(100) / Norm(50), 0.97, 1.03);
    }

    /// <summary>
    /// The sum over classes, not their mean: a batch of one and of two equal samples give the same, and N copies do not divide by N
    /// classes.
    /// </summary>
    [Fact]
    public void IsAveragedOverTheBatchOnly() =>
        Assert.Equal(
            Loss(Student, Teacher, 4).Value,
            Loss([.. Student, .. Student, .. Student], [.. Teacher, .. Teacher, .. Teacher], 4, samples: 3).Value,
            1e-5
        );

    /// <summary>KL and cross-entropy differ by the target's entropy only: their gradients are one.</summary>
    [Fact]
    public void GradientIsThatOfCrossEntropyWithSoftTargets()
    {
        using var scope = NewDisposeScope();
        var z = tensor(Student, [1, 4], requires_grad: true);
        var p = nn.functional.softmax(tensor(Teacher, 1, 4) / 4, 1);
        (-(p * nn.functional.log_softmax(z / 4, 1)).sum() * 16).backward();
        var expected = z.grad!.data<float>().ToArray();
        var gradient = Loss(Student, Teacher, 4).Gradient;
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i], gradient[i], 1e-6);
    }

    private static (double Value, float[] Gradient) Loss(float[] student, float[] teacher, double temperature, int samples = 1)
    {
        using var scope = NewDisposeScope();
        var z = tensor(student, [samples, student.Length / samples], requires_grad: true);
        var target = nn.functional.softmax(tensor(teacher, samples, teacher.Length / samples) / temperature, 1);
        var loss = new SoftTarget { Temperature = temperature }.Value(
            new LossInput(z, zeros(samples, ScalarType.Int64), new Dictionary<TargetKey, Tensor> { [temperature] = target })
        );
        loss.backward();
        return (loss.item<float>(), z.grad!.data<float>().ToArray());
    }
}
