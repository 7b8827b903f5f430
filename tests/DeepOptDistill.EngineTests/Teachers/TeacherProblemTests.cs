using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers.Descriptions;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>What is wrong with a teacher is said before work begins.</summary>
public sealed class TeacherProblemTests : IDisposable
{
    private static readonly TeacherSpec Mine = new() { Name = "mine" };
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_problems_of_a_file_come_at_once()
    {
        folder.With("fashion-cnn-a", _ => { });
        var spec = Mine with
        {
            Sha256 = new string('0', 64),
            Input = new()
            {
                Layout = Layout.Flat,
                Scale = double.NaN,
                Mean = [1, 2],
            },
        };
        var problems = Assert.Throws<InputException>(() => folder.Open(spec, classes: 7)).Problems;
        Assert.Equal(5, problems.Count);
        Assert.All(problems, p => Assert.StartsWith($"teacher mine ({folder.File})", p.Where, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains("no such file", Message(Mine), StringComparison.Ordinal);

    [Fact]
    public void Names_that_the_file_does_not_have_come_with_the_nearest()
    {
        folder.With("fashion-cnn-a", _ => { });
        var message = Message(
            Mine with
            {
                Input = new() { Name = "imag" },
                Output = new() { Name = "logit" },
            }
        );
        Assert.Contains("input.name: found input 'imag'; expected one of image. Did you mean 'image'?", message, StringComparison.Ordinal);
        Assert.Contains(
            "output.name: found output 'logit'; expected one of logits. Did you mean 'logits'?",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_number_of_channels_than_one_or_three_is_refused()
    {
        folder.With("fashion-cnn-a", _ => { });
        var message = Assert.Throws<InputException>(() => folder.Open(Mine, new(4, 32, 32))).Message;
        Assert.Contains("found input 'image' of shape N×1×28×28; expected N×4×32×32", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "found output 'logits' of shape N×10; expected N×7")]
    [InlineData(false, "found answers of shape 2×10 to 2 images; expected 2×7")]
    public void Another_number_of_classes_is_refused_whether_declared_or_only_answered(bool declared, string found)
    {
        folder.With(
            "fashion-cnn-a",
            graph =>
            {
                if (!declared)
                    graph.Output[0].Type.TensorType.Shape.Dim[1] = new() { DimParam = "classes" };
            }
        );
        Assert.Contains(found, Assert.Throws<InputException>(() => folder.Open(Mine, classes: 7)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DataType.Int8)]
    [InlineData(DataType.Bool)]
    [InlineData(DataType.String)]
    public void Input_types_that_no_pixel_has_are_refused(DataType type)
    {
        folder.With("fashion-cnn-a", graph => graph.Input[0].Type.TensorType.ElemType = (int)type);
        Assert.Contains(
            $"found input 'image' of {type.ToString().ToLowerInvariant()}; expected float32, float16",
            Message(Mine),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Whole_numbers_cannot_be_normalized()
    {
        folder.With("fashion-cnn-a", graph => graph.Input[0].Type.TensorType.ElemType = (int)DataType.Uint8);
        var message = Message(Mine with { Input = new() { Scale = 1.0 / 255 } });
        Assert.Contains(
            "input.scale: found the pixel 1 as 0.00392156862745098 for input 'image' of uint8; expected whole numbers from 0 to 255",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_size_that_contradicts_the_file_is_refused()
    {
        folder.With("fashion-cnn-a", _ => { });
        Assert.Contains("expected N×1×32×32", Message(Mine with { Input = new() { Size = [32, 32] } }), StringComparison.Ordinal);
        Assert.Contains(
            "input.size: found [32]; expected height and width",
            Message(Mine with { Input = new() { Size = [32] } }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_second_input_is_refused()
    {
        folder.With("fashion-cnn-a", graph => graph.Input.Add(new ValueInfoProto { Name = "mask", Type = graph.Input[0].Type }));
        Assert.Contains("found inputs image, mask; expected one input", Message(Mine), StringComparison.Ordinal);
        Assert.Contains("expected 'image' alone", Message(Mine with { Input = new() { Name = "image" } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_numbers_are_named()
    {
        folder.With("fashion-cnn-a", graph => graph.Initializer.Single(i => i.Name == "fc.bias").RawData = Bytes(float.NaN, 10));
        Assert.Contains("found weights that are NaN in fc.bias; expected numbers", Message(Mine), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_that_are_not_finite_are_found_by_the_probe()
    {
        folder.With(
            "fashion-cnn-a",
            graph => graph.Initializer.Single(i => i.Name == "fc.bias").RawData = Bytes(float.PositiveInfinity, 10)
        );
        Assert.Contains("found the answer Infinity; expected finite numbers", Message(Mine), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_contradicts_the_answers_is_refused()
    {
        folder.With("fashion-residual-b", _ => { });
        Assert.Contains(
            "Say so in its description (teacher.yaml, or beside its path in the recipe): output: { kind: probabilities }.",
            Message(Mine with { Output = new() { Kind = OutputKind.Logits } }),
            StringComparison.Ordinal
        );
        folder.With("fashion-cnn-a", _ => { });
        Assert.Contains(
            "expected numbers in [0, 1] that sum to 1",
            Message(Mine with { Output = new() { Kind = OutputKind.Probabilities } }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "expected logarithms of numbers that sum to 1",
            Message(Mine with { Output = new() { Kind = OutputKind.LogProbabilities } }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_graph_that_the_runtime_refuses_is_a_problem_of_the_file()
    {
        folder.With("fashion-cnn-a", graph => graph.Node[0].OpType = "Convolute");
        Assert.Contains("a model that ONNX Runtime refuses", Message(Mine), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_is_free_only_in_name_is_refused()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 1, 28, 28);
        var row = graph.Node("Reshape", "row", [x, graph.Constant("shape", [1L, -1L])]);
        graph.Output(
            graph.Node("Slice", "ten", [row, graph.Constant("from", [0L]), graph.Constant("to", [10L]), graph.Constant("axes", [1L])]),
            "y",
            null,
            10
        );
        folder.With(graph.Build());
        Assert.Contains("found answers of shape 1×10 to 2 images; expected 2×10", Message(Mine), StringComparison.Ordinal);
    }

    private string Message(TeacherSpec spec) => Assert.Throws<InputException>(() => folder.Open(spec)).Message;

    private static Google.Protobuf.ByteString Bytes(float value, int count) =>
        Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Repeat(BitConverter.GetBytes(value), count).SelectMany(b => b)]);
}
