using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Laws of regression on logits.</summary>
public class LogitRegressionTests
{
    private const int Samples = 3,
        Classes = 4;

    [Fact]
    public void AsksForTheTeachersLogits() => Assert.True(new LogitRegression().NeedsTeacherLogits);

    [Fact]
    public void IsZeroWithoutGradientWhereStudentIsTeacher()
    {
        using var scope = NewDisposeScope();
        var v = Features.Draw(1, Samples, Classes);
        var z = v.clone().requires_grad_(true);
        foreach (var normalized in new[] { false, true })
        {
            var loss = Regression(z, v, v.std([0], keepdim: true), normalized);
            loss.backward();
            Assert.Equal(0, loss.item<float>());
            Assert.All(z.grad!.data<float>().ToArray(), g => Assert.Equal(0, g));
        }
    }

    /// <summary>
    /// For logits of mean 0 the gradient of T²·KL tends to (z − v) / (N·classes), which is that of regression over the number of classes
    /// (Hinton et al. 2015, section 2.1), with an error that falls as 1/T.
    /// </summary>
    [Fact]
    public void IsTheLimitOfSoftTargetsAtHighTemperature()
    {
        using var scope = NewDisposeScope();
        var (z, v) = (ZeroMean(2), ZeroMean(3));
        var limit = Gradient(z, logits => Regression(logits, v, null, false)) / Classes;
        double Error(double temperature) =>
            (Gradient(z, logits => Soft(logits, v, temperature)) - limit).norm().item<float>() / limit.norm().item<float>();
        double[] errors = [.. new double[] { 10, 20, 40, 80, 160 }.Select(Error)];
        Assert.InRange(errors[^1], 1e-4, 0.02);
        for (var i = 1; i < errors.Length; i++)
            Assert.InRange(errors[i - 1] / errors[i], 1.85, 2.15);
    }

    /// <summary>z = [1, 2, 3, −1] and v = [2, ½, −1, 0]: N·T²·∂C/∂z with C the plain KL, as computed from the formula.</summary>
    [Fact]
    public void EqualsTheVectorsOfTheLimit()
    {
        using var scope = NewDisposeScope();
        var (z, v) = (tensor(new float[] { 1, 2, 3, -1 }, 1, 4), tensor(new[] { 2, 0.5f, -1, 0 }, 1, 4));
        double[] at1000 = [-1.8767960634, 0.6247652511, 3.1250770345, -1.8730462223],
            limit = [-1.875, 0.625, 3.125, -1.875];
        var soft = Gradient(z, logits => Soft(logits, v, 1000)) * Classes;
        var regression = Gradient(z - z.mean(), logits => Regression(logits, v - v.mean(), null, false));
        for (var i = 0; i < Classes; i++)
        {
            Assert.Equal(at1000[i], soft[0, i].item<float>(), 5e-4);
            Assert.Equal(limit[i], regression[0, i].item<float>(), 1e-6);
        }
    }

    /// <summary>‖(z − v) / σ‖² is regression of (z − μ) / σ on (v − μ) / σ, whatever μ.</summary>
    [Fact]
    public void NormalizedIsRegressionOnNormalizedLogits()
    {
        using var scope = NewDisposeScope();
        var (z, v) = (Features.Draw(4, Samples, Classes), Features.Draw(5, Samples, Classes) * 7);
        var (mean, deviation) = (v.mean([0], keepdim: true), v.std([0], keepdim: true));
        var plain = Regression((z - mean) / deviation, (v - mean) / deviation, null, false).item<float>();
        Assert.Equal(plain, Regression(z, v, deviation, true).item<float>(), 1e-4);
    }

    [Fact]
    public void AClassWhoseLogitNeverVariesIsNotScaled()
    {
        using var scope = NewDisposeScope();
        var (z, v) = (ones(1, 2), zeros(1, 2));
        Assert.Equal((1 + 0.25) / 2, Regression(z, v, tensor(new float[] { 0, 2 }, 1, 2), true).item<float>(), 1e-6);
    }

    private static Tensor ZeroMean(ulong seed)
    {
        var logits = Features.Draw(seed, Samples, Classes);
        return logits - logits.mean([1], keepdim: true);
    }

    private static Tensor Gradient(Tensor at, Func<Tensor, Tensor> loss)
    {
        var z = at.clone().requires_grad_(true);
        loss(z).backward();
        return z.grad!;
    }

    private static Tensor Soft(Tensor z, Tensor v, double temperature) =>
        new SoftTarget { Temperature = temperature }.Value(
            Input(z) with
            {
                SoftTargets = new Dictionary<TargetKey, Tensor> { [temperature] = nn.functional.softmax(v / temperature, 1) },
            }
        );

    private static Tensor Regression(Tensor z, Tensor v, Tensor? deviations, bool normalized) =>
        new LogitRegression { Normalized = normalized }.Value(Input(z) with { TeacherLogits = v, LogitDeviations = deviations });

    private static LossInput Input(Tensor z) => new(z, zeros(z.shape[0], ScalarType.Int64), new Dictionary<TargetKey, Tensor>());
}
