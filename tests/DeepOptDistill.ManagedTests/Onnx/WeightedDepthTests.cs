using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

public sealed class WeightedDepthTests
{
    /// <summary>
    /// Stem, two convolutions in each of three blocks, a linear layer; the shortcuts' convolutions lie on the shorter way.
    /// </summary>
    [Fact]
    public void Depth_is_counted_along_the_longest_way()
    {
        var depths = WeightedDepth.Of(OnnxModel.Read(ShippedModel.Path("fashion-residual-b")));
        Assert.Equal(
            (1, 2, 3, 7, 8),
            (
                depths["/stem/stem.2/PRelu_output_0"],
                depths["/sk/Conv_output_0"],
                depths["/LeakyRelu_output_0"],
                depths["/Flatten_output_0"],
                depths["probabilities"]
            )
        );
    }
}
