using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Small networks around the block under test, and ways to run them in both engines.</summary>
internal static class Nets
{
    public static readonly SampleShape Shape = new(2, 9, 9);

    public static StudentSpec Of(params Block[] layers) =>
        new()
        {
            Name = "net",
            Input = new InputSpec
            {
                Shape = [2, 9, 9],
                Mean = [0.3, 0.4],
                Deviation = [0.5, 0.25],
            },
            Layers = layers,
        };

    /// <summary>
    /// A block between a convolution and a classifier of ten classes; flattened before a block that takes features, and behind one that
    /// gives maps.
    /// </summary>
    public static StudentSpec Around(Block block)
    {
        Block[] layers = [new Conv { Channels = 8, Padding = 1 }, .. block is Linear or LowRank ? (Block[])[new Flatten()] : [], block];
        return Of([.. layers, .. Placement.Of(Of(layers))[^1].Output.IsMap ? (Block[])[new Flatten()] : [], new Linear { Features = 10 }]);
    }

    public static SampleSet Images(int count, ulong seed = 5, SampleShape? shape = null)
    {
        var random = new Seed(seed).Stream();
        var size = (shape ?? Shape).Size;
        var pixels = new byte[count * size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)random.NextInt(256);
        return new SampleSet(
            "random",
            shape ?? Shape,
            pixels,
            [.. Enumerable.Range(0, count).Select(i => i % 10)],
            [.. Enumerable.Range(0, 10).Select(i => $"class {i}")]
        );
    }

    /// <summary>Moves running statistics and weights away from their initial values, as training does.</summary>
    public static void Train(Network network, string folder, int epochs = 2) =>
        new Trainer(
            network,
            new TrainingData
            {
                Train = Images(
                    64,
                    shape: new SampleShape(network.Spec.Input.Shape[0], network.Spec.Input.Shape[1], network.Spec.Input.Shape[2])
                ),
                Validation = Images(0),
            },
            new TrainingPlan(
                Core.Runs.Role.Student,
                3,
                16,
                [
                    new Stage
                    {
                        Name = "s",
                        Epochs = epochs,
                        Loss = [new DeepOptDistill.Training.Losses.CrossEntropy()],
                    },
                ],
                "id"
            ),
            new TrainingWatch("train", Path.Combine(folder, "checkpoint"), TimeProvider.System)
        ).Run();

    /// <summary>Answers of the exported file in ONNX Runtime.</summary>
    public static float[] Onnx(OnnxModel model, SampleSet images, string folder)
    {
        model.Write(Path.Combine(folder, "net.onnx"));
        using var teacher = Teacher.Open(new TeacherSpec { Name = "net", Model = "net.onnx" }, folder, images.Shape, 10, 1);
        var logits = new float[images.Count * 10];
        teacher.Answer(images, images.Count, logits);
        return logits;
    }

    public static void Close(IReadOnlyList<float> expected, IReadOnlyList<float> found, double tolerance)
    {
        Assert.Equal(expected.Count, found.Count);
        var scale = Math.Max(1e-6, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Count; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance * scale, $"at {i}: {expected[i]} and {found[i]}");
    }
}
