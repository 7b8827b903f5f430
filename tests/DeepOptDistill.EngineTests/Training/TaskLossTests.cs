using DeepOptDistill.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Losses of labels and values against libtorch's own functions, and with samples of which nothing is known.</summary>
public class TaskLossTests
{
    private static readonly float[] Answers = [2, -1, 0.5f, -3, 1, 0],
        Labels = [1, 0, 0, 0, 1, 1],
        Shares = [0.9f, 0.2f, 0, 1, 0.5f, 0.7f],
        Values = [1, 1, 1, 1, 1, 1];

    [Fact]
    public void HardLabelsAreBinaryCrossEntropy()
    {
        using var scope = NewDisposeScope();
        var expected = nn.functional.binary_cross_entropy_with_logits(Rows(Answers), Rows(Labels));
        Assert.Equal(expected.item<float>(), new BinaryCrossEntropy().Value(Input()).item<float>(), 1e-6);
    }

    [Fact]
    public void SoftLabelsAreCrossEntropyLessEntropy()
    {
        using var scope = NewDisposeScope();
        var (z, p) = (Rows(Answers) / 2, Rows(Shares));
        double Entropy(double q) => q is 0 or 1 ? 0 : -(q * Math.Log(q)) - ((1 - q) * Math.Log(1 - q));
        var expected = 4 * (nn.functional.binary_cross_entropy_with_logits(z, p).item<float>() - Shares.Average(q => Entropy(q)));
        Assert.Equal(
            expected,
            new SoftLabels { Temperature = 2 }
                .Value(Input())
                .item<float>(),
            1e-5
        );
    }

    [Fact]
    public void SquaredErrorsAreOfStandardizedValues()
    {
        using var scope = NewDisposeScope();
        // Σ ((z − 1) / s)² with s = (1, 2, 4), halved, over two samples.
        var expected = (1 + (4 / 4.0) + (0.25 / 16) + 16 + 0 + (1 / 16.0)) / 4;
        Assert.Equal(expected, new SquaredError().Value(Input() with { Truths = Rows(Values) }).item<float>(), 1e-6);
    }

    [Fact]
    public void TeachersBoundTheError()
    {
        using var scope = NewDisposeScope();
        var input = Input() with { Truths = Rows(Values), TeacherLogits = Rows([1, 1, 1, 5, 1, 1]) };
        // The second sample's teacher errs by as much as the student (16): it is left alone, unless the margin says otherwise.
        var (first, second) = (1 + 1 + (0.25 / 16), 16 + (1 / 16.0));
        Assert.Equal((first + second) / 4, new BoundedRegression().Value(input).item<float>(), 1e-6);
        input = input with { TeacherLogits = Rows([1, 1, 1, 6, 1, 1]) };
        Assert.Equal(first / 4, new BoundedRegression().Value(input).item<float>(), 1e-6);
        Assert.Equal(
            (first + second) / 4,
            new BoundedRegression { Margin = 10 }
                .Value(input)
                .item<float>(),
            1e-6
        );
    }

    [Theory]
    [InlineData(typeof(BinaryCrossEntropy))]
    [InlineData(typeof(SquaredError))]
    [InlineData(typeof(BoundedRegression))]
    public void SamplesOfWhichNothingIsKnownHaveNoSay(Type kind)
    {
        using var scope = NewDisposeScope();
        var loss = (Loss)Activator.CreateInstance(kind)!;
        var whole = Input() with { Logits = Rows(Answers)[..1], Truths = Rows(Labels)[..1], TeacherLogits = Rows(Values)[..1] };
        var z = Rows(Answers).requires_grad_();
        var partly = Input() with { Logits = z, Truths = Rows([1, 0, 0, float.NaN, float.NaN, float.NaN]), TeacherLogits = Rows(Values) };
        var value = loss.Value(partly);
        Assert.Equal(loss.Value(whole).item<float>(), value.item<float>(), 1e-6);
        value.backward();
        Assert.Equal([0, 0, 0], z.grad![1].data<float>().ToArray());
        Assert.Equal(0, loss.Value(partly with { Truths = Rows([.. Enumerable.Repeat(float.NaN, 6)]) }).item<float>());
    }

    private static Tensor Rows(float[] numbers) => tensor(numbers, numbers.Length / 3, 3);

    private static LossInput Input() =>
        new(Rows(Answers), zeros(2, ScalarType.Int64), new Dictionary<TargetKey, Tensor> { [2] = Rows(Shares) })
        {
            Truths = Rows(Labels),
            ValueDeviations = tensor(new float[] { 1, 2, 4 }, 1, 3),
        };
}
