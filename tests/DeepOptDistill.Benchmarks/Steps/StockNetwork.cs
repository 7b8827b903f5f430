using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>The same layers as anybody would write them in TorchSharp.</summary>
internal static class StockNetwork
{
    public static Module<Tensor, Tensor> Of(StudentSpec student) => Sequential(Placement.Of(student).SelectMany(Layers).ToArray());

    private static IEnumerable<(string, Module<Tensor, Tensor>)> Layers(Placed place) =>
        place.Block switch
        {
            Conv conv =>
            [
                (
                    place.Name,
                    Conv2d(
                        place.Input.Channels,
                        conv.Channels,
                        conv.Kernel,
                        stride: conv.Stride,
                        padding: conv.Padding,
                        bias: place.Next is not BatchNorm
                    )
                ),
            ],
            BatchNorm norm when !place.Input.IsMap => [(place.Name, BatchNorm1d(place.Input.Channels, norm.Epsilon, norm.Momentum))],
            BatchNorm norm => [(place.Name, BatchNorm2d(place.Input.Channels, norm.Epsilon, norm.Momentum))],
            Students.Activations.ReLU => [(place.Name, nn.ReLU())],
            MaxPool pool => [(place.Name, MaxPool2d(pool.Kernel, stride: pool.Stride ?? pool.Kernel, padding: pool.Padding))],
            GlobalAveragePool => [(place.Name, AdaptiveAvgPool2d(1)), (place.Name + "-flat", nn.Flatten())],
            Students.Blocks.Linear linear => [(place.Name, nn.Linear(place.Input.Channels, linear.Features))],
            var other => throw new NotSupportedException(
                $"found {other.GetType().Name} in {place.Name}; the benchmark knows conv, batch-norm, relu, max-pool, "
                    + "global-average-pool and linear."
            ),
        };
}
