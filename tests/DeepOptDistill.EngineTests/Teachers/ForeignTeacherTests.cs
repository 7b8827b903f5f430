using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// Files of other frameworks, opened without a word of description where the file says enough, answer as these frameworks do.
/// </summary>
public sealed class ForeignTeacherTests : IDisposable
{
    private static readonly TeacherInput ImageNet = new() { Mean = [0.485, 0.456, 0.406], Deviation = [0.229, 0.224, 0.225] };
    private static readonly TeacherInput Raw = new() { Scale = 1 };
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("torch-opset9", 1e-5)]
    [InlineData("torch-opset13", 1e-5)]
    [InlineData("torch-opset17", 1e-5)]
    [InlineData("torch-batch5", 1e-5)]
    [InlineData("torch-float64", 1e-6)]
    [InlineData("float16", 5e-3)]
    [InlineData("int8", 5e-3)]
    [InlineData("uint8", 1e-5)]
    [InlineData("int64", 1e-5)]
    [InlineData("external", 1e-5)]
    public void Logits_are_the_framework_s(string file, double tolerance) =>
        BareRuntime.AssertClose(ForeignFile.Expected(file), ForeignFile.Answers(ForeignFile.Spec(file), ForeignFile.Grey), tolerance);

    /// <summary>The logits before the sigmoid, as far as float32 can tell a chance from 0 and 1.</summary>
    [Fact]
    public void Single_chances_become_logits()
    {
        var found = ForeignFile.Answers(ForeignFile.Spec("torch-sigmoid"), ForeignFile.Grey);
        foreach (var (expected, logit) in ForeignFile.Expected("torch-sigmoid").Zip(found))
        {
            Assert.Equal(1 / (1 + Math.Exp(-expected)), 1 / (1 + Math.Exp(-logit)), 1e-6);
            if (Math.Abs(expected) < 7)
                Assert.Equal(expected, logit, 2e-3);
            Assert.InRange(logit, -17.4, 17.4);
        }
        Assert.Contains(ForeignFile.Expected("torch-sigmoid"), v => Math.Abs(v) < 7);
    }

    [Theory]
    [InlineData("nhwc", false)]
    [InlineData("sklearn-linear", true)]
    [InlineData("sklearn-forest", true)]
    public void Probabilities_are_the_framework_s(string file, bool raw)
    {
        var logits = ForeignFile.Answers(ForeignFile.Spec(file, raw ? Raw : null), ForeignFile.Grey);
        BareRuntime.AssertClose(ForeignFile.Expected(file), [.. logits.Select(MathF.Exp)]);
    }

    [Fact]
    public void Labels_that_the_file_stores_put_classes_in_order()
    {
        var logits = ForeignFile.Answers(ForeignFile.Spec("sklearn-words", Raw), ForeignFile.Grey, ForeignFile.Words);
        BareRuntime.AssertClose(ForeignFile.Expected("sklearn-words"), [.. logits.Select(MathF.Exp)]);
        using var teacher = Teacher.Open(
            ForeignFile.Spec("sklearn-words", Raw),
            ForeignFile.Folder,
            ForeignFile.Grey,
            ForeignFile.Words,
            1
        );
        Assert.Equal(["8", "5", "4", "9", "1", "7", "6", "3", "2", "0"], teacher.Spec.Output.Classes);
        Assert.Equal((OutputKind.Probabilities, "output_probability"), (teacher.Spec.Output.Kind!.Value, teacher.Spec.Output.Name));
    }

    [Fact]
    public void One_of_two_outputs_is_chosen_by_name() =>
        BareRuntime.AssertClose(
            ForeignFile.Expected("torch-two-outputs"),
            ForeignFile.Answers(ForeignFile.Spec("torch-two-outputs", output: new() { Name = "logits" }), ForeignFile.Grey)
        );

    [Theory]
    [InlineData("torch-rgb12", false, ChannelOrder.Rgb)]
    [InlineData("torch-rgb12-colour", true, ChannelOrder.Rgb)]
    [InlineData("torch-rgb12-bgr", true, ChannelOrder.Bgr)]
    public void Images_of_another_size_and_colour_are_adapted(string expected, bool colour, ChannelOrder order)
    {
        var shape = colour ? ForeignFile.Colour : ForeignFile.Grey;
        BareRuntime.AssertClose(
            ForeignFile.Expected(expected),
            ForeignFile.Answers(ForeignFile.Spec("torch-rgb12", ImageNet with { Channels = order }), shape)
        );
    }

    [Fact]
    public void Colour_becomes_grey_for_a_network_of_one_channel() =>
        BareRuntime.AssertClose(ForeignFile.Expected("grey"), ForeignFile.Answers(ForeignFile.Spec("torch-opset13"), ForeignFile.Colour));

    [Fact]
    public void A_declared_size_resizes_for_a_file_that_leaves_it_free()
    {
        var proto = OnnxModel.Read(Path.Combine(ForeignFile.Folder, "torch-rgb12.onnx")).Proto.Clone();
        foreach (var axis in (int[])[1, 2, 3])
            proto.Graph.Input[0].Type.TensorType.Shape.Dim[axis] = new() { DimParam = $"free{axis}" };
        folder.With(new OnnxModel(proto));
        var grey = new TeacherSpec { Name = "free", Input = ImageNet with { Size = [12, 12] } };
        Assert.Contains(
            "3 numbers; expected none or one for each of the 1 channels",
            Assert.Throws<InputException>(() => folder.Open(grey, ForeignFile.Grey)).Message,
            StringComparison.Ordinal
        );
        using var teacher = folder.Open(grey, ForeignFile.Colour);
        var logits = new float[120];
        teacher.Answer(ForeignFile.Images(ForeignFile.Colour), 12, logits);
        BareRuntime.AssertClose(ForeignFile.Expected("torch-rgb12-colour"), logits);
        Assert.Equal(new SampleShape(3, 12, 12), teacher.Takes);
    }

    /// <summary>A finished description says what was detected and opens the same teacher.</summary>
    [Theory]
    [InlineData("torch-rgb12", "nchw 12,12 0.00392156862745098 logits")]
    [InlineData("uint8", "nchw  1 logits")]
    [InlineData("nhwc", "nhwc  0.00392156862745098 probabilities")]
    [InlineData("torch-float64", "flat  0.00392156862745098 logits")]
    [InlineData("torch-sigmoid", "nchw  0.00392156862745098 sigmoid")]
    [InlineData("sklearn-linear", "flat  0.00392156862745098 probabilities")]
    public void What_is_detected_can_be_said(string file, string expected)
    {
        using var silent = Teacher.Open(ForeignFile.Spec(file), ForeignFile.Folder, ForeignFile.Grey, 10, 1);
        var said = silent.Spec;
        Assert.Equal(
            expected,
            FormattableString.Invariant(
                $"{DeepOptDistill.Core.Kinds.Spelling.Word(said.Input.Layout.ToString()!)} {string.Join(',', said.Input.Size)} "
            ) + FormattableString.Invariant($"{said.Input.Scale} {DeepOptDistill.Core.Kinds.Spelling.Word(said.Output.Kind.ToString()!)}")
        );
        using var again = Teacher.Open(said, ForeignFile.Folder, ForeignFile.Grey, 10, 1);
        Assert.Equal(silent.Key, again.Key);
    }

    /// <summary>The formula of keys from before adapters, so that stores of that time are found again.</summary>
    [Theory]
    [InlineData("fashion-cnn-a", "logits")]
    [InlineData("fashion-residual-b", "probabilities")]
    public void A_teacher_without_adapters_keeps_its_key(string name, string kind)
    {
        using var teacher = ShippedTeacher.Open(name);
        using var hash = new ContentHash();
        float[] values = [.. Enumerable.Range(0, 256).Select(p => (float)((p * (1.0 / 255) - 0) / 1))];
        hash.Add("teacher/1")
            .Add(OnnxModel.Read(ShippedTeacher.File(name)).ToBytes())
            .Add(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        Assert.Equal(hash.Add("nchw").Add("image").Add(kind).Add(kind).Finish(), teacher.Key);
    }

    [Fact]
    public void The_key_follows_every_adapter()
    {
        string Key(TeacherInput? input = null, TeacherOutput? output = null, SampleShape? shape = null)
        {
            using var teacher = Teacher.Open(
                ForeignFile.Spec("torch-rgb12", input, output),
                ForeignFile.Folder,
                shape ?? ForeignFile.Colour,
                10,
                1
            );
            return teacher.Key;
        }
        List<string> keys =
        [
            Key(),
            Key(new() { Channels = ChannelOrder.Bgr }),
            Key(new() { Invert = true }),
            Key(shape: ForeignFile.Grey),
            Key(shape: new(3, 12, 12)),
            Key(output: new() { Classes = ["1", "0", "2", "3", "4", "5", "6", "7", "8", "9"] }),
            Key(output: new() { Classes = ["none", "1", "2", "3", "4", "5", "6", "7", "8", "9"] }),
        ];
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(
            keys[0],
            Key(
                new()
                {
                    Size = [12, 12],
                    Layout = Layout.Nchw,
                    Name = "image",
                    Scale = 1.0 / 255,
                },
                new() { Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], Kind = OutputKind.Logits }
            )
        );
    }

    /// <summary>
    /// 10 × 64 coefficients and 10 intercepts; a tree's thresholds and votes, leaves counted with a threshold of 0 as the file stores them.
    /// </summary>
    [Fact]
    public void Classical_models_are_counted()
    {
        var linear = ModelMeasure.Of(Path.Combine(ForeignFile.Folder, "sklearn-linear.onnx"), ForeignFile.Grey);
        Assert.Equal((650, 640), (linear.Parameters, linear.Macs));
        Assert.InRange(ModelMeasure.Of(Path.Combine(ForeignFile.Folder, "sklearn-forest.onnx"), ForeignFile.Grey).Parameters, 500, 5000);
    }

    /// <summary>A tap of float16 is read as float32: the numbers of the network that it was rounded from, within its precision.</summary>
    [Fact]
    public void Taps_of_float16_are_read()
    {
        var points = TapPoint.Of(OnnxModel.Read(Path.Combine(ForeignFile.Folder, "float16.onnx")), ForeignFile.Grey, "float16");
        Assert.Equal(["c", "r", "p", "f"], points.Select(p => p.Tensor));
        using var half = TappedTeacher.Open(ForeignFile.Spec("float16"), ForeignFile.Folder, ForeignFile.Grey, ["f"], 1);
        using var single = TappedTeacher.Open(ForeignFile.Spec("nhwc"), ForeignFile.Folder, ForeignFile.Grey, ["f"], 1);
        var (rounded, exact) = (new float[12 * 96], new float[12 * 96]);
        half.Read(ForeignFile.Images(ForeignFile.Grey), 12, [rounded]);
        single.Read(ForeignFile.Images(ForeignFile.Grey), 12, [exact]);
        BareRuntime.AssertClose(exact, rounded, 5e-3);
    }

    /// <summary>The oldest operators that are promised, and the newest that the runtime takes.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(15)]
    [InlineData(19)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    public void Operators_of_every_version_run(int opset)
    {
        var proto = OnnxModel.Read(Path.Combine(ForeignFile.Folder, "torch-opset9.onnx")).Proto.Clone();
        proto.OpsetImport[0].Version = opset;
        using var teacher = folder.With(new OnnxModel(proto)).Open(shape: ForeignFile.Grey);
        var logits = new float[120];
        teacher.Answer(ForeignFile.Images(ForeignFile.Grey), 12, logits);
        BareRuntime.AssertClose(ForeignFile.Expected("torch-opset13"), logits);
    }
}
