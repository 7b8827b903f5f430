using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>The part of a teacher below its taps gives the numbers that the whole gives there.</summary>
public sealed class TappedTeacherTests : IDisposable
{
    private static readonly string[] Taps = ["/LeakyRelu_1_output_0", "/stem/stem.2/PRelu_output_0", "/Flatten_output_0"];
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(150)]
    public void Truncated_equals_whole(int count)
    {
        var images = ShippedTeacher.Images(count, ShippedTeacher.Shape);
        var whole = BareRuntime.Run(
            DeepOptDistill.Onnx.Taps.Expose(OnnxModel.Read(ShippedTeacher.File("fashion-residual-b")), Taps),
            [.. images.Select(p => p / 255f)],
            count,
            1,
            28,
            28
        );
        using var teacher = Open("fashion-residual-b", Taps);
        Assert.Equal(
            [
                [48, 14, 14],
                [24, 28, 28],
                [96],
            ],
            teacher.Sizes.Select(s => s.ToArray())
        );
        var features = Read(teacher, images, count);
        for (var t = 0; t < Taps.Length; t++)
            BareRuntime.AssertClose(whole[t + 1], features[t]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_fixed_batch_is_fed_in_chunks_and_the_last_one_is_filled_up(int batch)
    {
        string[] taps = ["/block2/block2.5/Relu_output_0", "/ReduceMean_output_0"];
        folder.With("fashion-cnn-a", graph => graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = batch });
        var images = ShippedTeacher.Images(23, ShippedTeacher.Shape);
        using var fixedBatch = TappedTeacher.Open(new() { Name = "mine" }, folder.Path, ShippedTeacher.Shape, taps, 1);
        using var free = Open("fashion-cnn-a", taps);
        foreach (var (expected, actual) in Read(free, images, 23).Zip(Read(fixedBatch, images, 23)))
            BareRuntime.AssertClose(expected, actual);
    }

    [Fact]
    public void Misspelt_tensors_name_the_nearest_all_at_once()
    {
        var problems = Assert
            .Throws<InputException>(() => Open("fashion-residual-b", ["/LeakyRelu_1_output", "/Add_output_0", "/Flaten_output_0"]))
            .Problems;
        Assert.Equal(["Did you mean '/LeakyRelu_1_output_0'?", "Did you mean '/Flatten_output_0'?"], problems.Select(p => p.Remedy));
    }

    [Fact]
    public void The_key_follows_whatever_decides_the_features_and_nothing_else()
    {
        string Key(TeacherSpec spec, params string[] taps)
        {
            using var teacher = TappedTeacher.Open(spec, folder.Path, ShippedTeacher.Shape, taps, 1);
            return teacher.Key;
        }
        const string low = "/block1/block1.5/Relu_output_0",
            high = "/block2/block2.5/Relu_output_0";
        var spec = new TeacherSpec { Name = "mine" };
        folder.With("fashion-cnn-a", _ => { });
        var key = Key(spec, low);
        Assert.Equal(
            key,
            Key(
                spec with
                {
                    Name = "other",
                    Output = new() { Kind = OutputKind.Probabilities },
                },
                low
            )
        );
        Assert.NotEqual(key, Key(spec with { Input = new() { Mean = [0.5] } }, low));
        Assert.NotEqual(key, Key(spec, high));
        Assert.NotEqual(Key(spec, low, high), Key(spec, high, low));
        folder.With(
            "fashion-cnn-a",
            graph => graph.Initializer.Single(i => i.Name == "fc.weight").RawData = Google.Protobuf.ByteString.CopyFrom(new byte[5120])
        );
        Assert.Equal(key, Key(spec, low));
        folder.With(
            "fashion-cnn-a",
            graph => graph.Initializer.Single(i => i.Name == "onnx::Conv_66").RawData = Google.Protobuf.ByteString.CopyFrom(new byte[128])
        );
        Assert.NotEqual(key, Key(spec, low));
    }

    [Fact]
    public void A_number_that_is_not_finite_names_teacher_tensor_and_sample()
    {
        var graph = new GraphBuilder("poles");
        var inverse = graph.Node(
            "Reciprocal",
            "inverse",
            [graph.Node("Sub", "moved", [graph.Input("x", null, 2), graph.Constant("pole", [100f], 1)])]
        );
        graph.Output(graph.Node("Neg", "negated", [inverse]), "y", null, 2);
        folder.With(graph.Build());
        using var teacher = TappedTeacher.Open(
            new()
            {
                Name = "poles",
                Input = new() { Layout = Layout.Flat, Scale = 1 },
            },
            folder.Path,
            new(1, 1, 2),
            ["moved", "inverse"],
            1
        );
        byte[] images = [1, 2, 3, 4, 5, 100];
        var problem = Assert
            .Throws<RunFailedException>(() => teacher.Read(images, 3, [new float[6], new float[6]], firstSample: 1000))
            .Problem;
        Assert.Equal("teacher poles, tensor 'inverse', sample 1002", problem.Where);
    }

    private static TappedTeacher Open(string name, IReadOnlyList<string> taps) =>
        TappedTeacher.Open(ShippedTeacher.Spec(name), ShippedTeacher.Folder(name), ShippedTeacher.Shape, taps, threads: 1);

    private static List<float[]> Read(TappedTeacher teacher, byte[] images, int count)
    {
        List<float[]> features = [.. teacher.Sizes.Select(s => new float[count * s.Aggregate(1, (a, b) => a * b)])];
        teacher.Read(images, count, [.. features.Select(f => f.AsMemory())]);
        return features;
    }
}
