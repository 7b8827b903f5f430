using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Convolutions are right on every processor, be it without libtorch's fast ones.</summary>
public class ConvolutionCheckTests
{
    [Fact]
    public void ConvolutionsAreRight()
    {
        Engine.Start(Environment.ProcessorCount);
        for (var again = 0; again < 5; again++)
            Assert.InRange(ConvolutionCheck.Error(), 0, 1e-4);
        Assert.Equal(ConvolutionCheck.IsSwitchedOff, Engine.Note is not null);
    }

    /// <summary>What training and imported networks do with channels that fill no whole block, forward and backward.</summary>
    [Theory]
    [InlineData(24, 24, 3, 1)]
    [InlineData(24, 10, 3, 1)]
    [InlineData(12, 20, 3, 2)]
    [InlineData(40, 40, 1, 1)]
    [InlineData(72, 72, 1, 1)]
    [InlineData(8, 8, 5, 1)]
    public void EverySizeIsRight(int from, int to, int kernel, int stride)
    {
        Engine.Start(Environment.ProcessorCount);
        foreach (var size in new[] { 7, 14, 28 })
        foreach (var samples in new[] { 3, 64 })
        foreach (var isLast in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(1);
            var (x, w) = (
                randn([samples, from, size, size], generator: generator),
                randn([to, from, kernel, kernel], generator: generator)
            );
            var right = Gradients(x.to(ScalarType.Float64), w.to(ScalarType.Float64), kernel, stride, false);
            var found = Gradients(x, w, kernel, stride, isLast);
            Assert.All(
                right.Zip(found),
                pair => Assert.InRange(((pair.Second - pair.First).abs().max() / pair.First.abs().max()).item<double>(), 0, 1e-4)
            );
        }
    }

    private static Tensor[] Gradients(Tensor x, Tensor w, int kernel, int stride, bool isLast)
    {
        Tensor Laid(Tensor t) => (isLast ? t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : t.clone()).detach();
        var (input, weight) = (Laid(x).requires_grad_(), Laid(w).requires_grad_());
        var y = nn.functional.conv2d(input, weight, padding: [kernel / 2, kernel / 2], strides: [stride, stride]);
        (y * Laid(cos(arange(y.numel(), dtype: y.dtype)).reshape(y.shape))).sum().backward();
        return [.. new[] { y.detach(), input.grad!, weight.grad! }.Select(t => t.to(ScalarType.Float64))];
    }
}
