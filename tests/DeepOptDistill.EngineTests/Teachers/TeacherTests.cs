using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

public sealed class TeacherTests : IDisposable
{
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fashion-cnn-a")]
    [InlineData("fashion-residual-b")]
    public void The_committed_file_is_the_one_that_teacher_yaml_names(string name)
    {
        var yaml = File.ReadAllLines(Path.Combine(ShippedTeacher.Folder(name), "teacher.yaml"));
        Assert.Contains($"sha256: {ContentHash.OfFile(ShippedTeacher.File(name))}", yaml);
        Assert.Contains($"name: {name}", yaml);
    }

    /// <summary>Normalized by hand, run by ONNX Runtime alone; logits are themselves, probabilities become logarithms.</summary>
    [Theory]
    [InlineData("fashion-cnn-a", 1)]
    [InlineData("fashion-cnn-a", 2)]
    [InlineData("fashion-residual-b", 2)]
    public void Answers_are_those_of_the_bare_runtime(string name, int threads)
    {
        const int count = 300;
        var images = ShippedTeacher.Images(count, ShippedTeacher.Shape);
        var bare = BareRuntime.Run(
            File.ReadAllBytes(ShippedTeacher.File(name)),
            "image",
            [.. images.Select(p => p / 255f)],
            count,
            1,
            28,
            28
        )[0];
        using var teacher = ShippedTeacher.Open(name, threads);
        var logits = new float[count * ShippedTeacher.Classes];
        teacher.Answer(images, count, logits);
        BareRuntime.AssertClose(bare, name == "fashion-cnn-a" ? logits : [.. logits.Select(v => MathF.Exp(v))]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(129)]
    public void An_answer_does_not_depend_on_its_neighbours(int count)
    {
        using var teacher = ShippedTeacher.Open("fashion-cnn-a");
        var images = ShippedTeacher.Images(200, ShippedTeacher.Shape);
        var (all, some) = (new float[2000], new float[10 * count]);
        teacher.Answer(images, 200, all);
        teacher.Answer(images.AsSpan((200 - count) * 784), count, some);
        BareRuntime.AssertClose(all[^(10 * count)..], some);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_fixed_batch_is_fed_in_chunks_and_the_last_one_is_filled_up(int batch)
    {
        folder.With(
            "fashion-cnn-a",
            graph =>
            {
                graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = batch };
                graph.Output[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = batch };
            }
        );
        using var fixedBatch = folder.Open();
        using var free = ShippedTeacher.Open("fashion-cnn-a");
        var images = ShippedTeacher.Images(23, ShippedTeacher.Shape);
        var (expected, actual) = (new float[230], new float[230]);
        free.Answer(images, 23, expected);
        fixedBatch.Answer(images, 23, actual);
        BareRuntime.AssertClose(expected, actual);
    }

    [Fact]
    public void One_of_several_outputs_is_chosen_by_name()
    {
        folder.With(Taps.Expose(OnnxModel.Read(ShippedTeacher.File("fashion-residual-b")), ["/fc/Gemm_output_0"]));
        Assert.Contains(
            "found outputs probabilities, /fc/Gemm_output_0; expected one output",
            Assert.Throws<InputException>(() => folder.Open()).Message,
            StringComparison.Ordinal
        );
        using var logits = folder.Open(
            new()
            {
                Name = "mine",
                Output = new() { Name = "/fc/Gemm_output_0" },
            }
        );
        using var shipped = ShippedTeacher.Open("fashion-residual-b");
        var images = ShippedTeacher.Images(5, ShippedTeacher.Shape);
        var (chosen, logarithms) = (new float[50], new float[50]);
        logits.Answer(images, 5, chosen);
        shipped.Answer(images, 5, logarithms);
        Assert.All(
            Enumerable.Range(0, 5),
            i => BareRuntime.AssertClose(Softmax(chosen[(10 * i)..(10 * i + 10)]), Softmax(logarithms[(10 * i)..(10 * i + 10)]))
        );
    }

    [Fact]
    public void The_key_follows_whatever_decides_an_answer_and_nothing_else()
    {
        string Key(TeacherSpec spec)
        {
            using var teacher = folder.Open(spec);
            return teacher.Key;
        }
        folder.With("fashion-cnn-a", _ => { });
        var spec = new TeacherSpec { Name = "mine" };
        var key = Key(spec);
        Assert.Equal(
            key,
            Key(
                spec with
                {
                    Name = "other",
                    Origin = "elsewhere",
                    TestAccuracy = 0.5,
                    Input = new()
                    {
                        Name = "image",
                        Mean = [0],
                        Deviation = [1],
                    },
                }
            )
        );
        Assert.NotEqual(key, Key(spec with { Input = new() { Scale = 1 } }));
        Assert.NotEqual(key, Key(spec with { Input = new() { Mean = [0.5] } }));
        Assert.NotEqual(key, Key(spec with { Input = new() { Deviation = [0.5] } }));
        folder.With(
            "fashion-cnn-a",
            graph =>
                graph.Initializer[0].RawData = Google.Protobuf.ByteString.CopyFrom([.. graph.Initializer[0].RawData.Span[4..], 0, 0, 0, 0])
        );
        Assert.NotEqual(key, Key(spec));
    }

    [Fact]
    public void An_answer_that_is_not_finite_names_teacher_and_sample()
    {
        folder.With(Poles());
        using var teacher = folder.Open(
            new()
            {
                Name = "poles",
                Input = new() { Layout = Layout.Flat, Scale = 1 },
            },
            new(1, 1, 2),
            classes: 2
        );
        byte[] images = [1, 2, 3, 4, 5, 100];
        var problem = Assert.Throws<RunFailedException>(() => teacher.Answer(images, 3, new float[6], first: 1000)).Problem;
        Assert.Equal("teacher poles, sample 1002", problem.Where);
    }

    /// <summary>1 / (pixel − 100).</summary>
    private static OnnxModel Poles()
    {
        var graph = new GraphBuilder("poles");
        var x = graph.Input("x", null, 2);
        graph.Output(
            graph.Node("Reciprocal", "inverse", [graph.Node("Sub", "moved", [x, graph.Constant("pole", [100f], 1)])]),
            "y",
            null,
            2
        );
        return graph.Build();
    }

    private static float[] Softmax(float[] logits)
    {
        var exponentials = logits.Select(v => Math.Exp(v - logits.Max())).ToList();
        return [.. exponentials.Select(e => (float)(e / exponentials.Sum()))];
    }
}
