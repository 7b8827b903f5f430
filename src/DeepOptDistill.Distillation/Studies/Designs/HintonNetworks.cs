using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>The fully connected nets of Hinton, Vinyals and Dean: two hidden layers of rectifiers.</summary>
internal static class HintonNetworks
{
    /// <summary>
    /// 1200 units a layer, dropout of a tenth of the pixels and a quarter of the units: half of that in the paper on dropout, for a
    /// hundredth of its epochs.
    /// </summary>
    public static StudentSpec Teacher(Dataset data) =>
        Net(data, "dropout-net-1200", 1200, [new Dropout { Probability = 0.1 }], [new Dropout { Probability = 0.25 }]);

    /// <summary>Two layers of one width, without regularization.</summary>
    public static StudentSpec Student(Dataset data, int width) => Net(data, $"net-{width}", width, [], []);

    private static StudentSpec Net(
        Dataset data,
        string name,
        int width,
        IReadOnlyList<Block> behindInput,
        IReadOnlyList<Block> behindUnits
    ) =>
        new()
        {
            Name = name,
            Input = Networks.Input(data, standardized: false),
            Layers =
            [
                new Flatten(),
                .. behindInput,
                new Linear { Features = width },
                new ReLU(),
                .. behindUnits,
                new Linear { Features = width },
                new ReLU(),
                .. behindUnits,
                new Linear { Features = data.Classes.Count, Init = new Glorot() },
            ],
        };
}
