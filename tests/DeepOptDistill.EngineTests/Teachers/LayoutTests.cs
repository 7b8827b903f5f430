using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>One linear network behind three layouts, against arithmetic by hand.</summary>
public sealed class LayoutTests : IDisposable
{
    private const int Classes = 4;
    private static readonly SampleShape Shape = new(3, 4, 5);
    private static readonly double[] Mean = [0.4, 0.5, 0.6];
    private static readonly double[] Deviation = [0.2, 0.25, 0.5];
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Layout.Nchw, OutputKind.Logits)]
    [InlineData(Layout.Nhwc, OutputKind.Logits)]
    [InlineData(Layout.Flat, OutputKind.Logits)]
    [InlineData(Layout.Nhwc, OutputKind.Probabilities)]
    [InlineData(Layout.Flat, OutputKind.LogProbabilities)]
    public void Layout_normalization_and_kind_are_undone(Layout layout, OutputKind kind)
    {
        using var teacher = folder.With(Linear(layout, kind)).Open(Spec(layout, kind), Shape, Classes);
        var images = ShippedTeacher.Images(70, Shape);
        var answers = new float[70 * Classes];
        teacher.Answer(images, 70, answers);
        for (var i = 0; i < 70; i++)
        {
            var expected = ByHand(images.AsSpan(i * Shape.Size, Shape.Size));
            if (kind != OutputKind.Logits)
                expected = [.. expected.Select(v => v - Math.Log(expected.Sum(Math.Exp)))];
            BareRuntime.AssertClose([.. expected.Select(v => (float)v)], answers[(i * Classes)..((i + 1) * Classes)]);
        }
    }

    [Theory]
    [InlineData(OutputKind.Probabilities)]
    [InlineData(OutputKind.LogProbabilities)]
    public void Probability_zero_is_a_finite_logit(OutputKind kind)
    {
        using var teacher = folder.With(Linear(Layout.Flat, kind, gain: 1e4f)).Open(Spec(Layout.Flat, kind), Shape, Classes);
        var answers = new float[20 * Classes];
        teacher.Answer(ShippedTeacher.Images(20, Shape), 20, answers);
        Assert.All(answers, a => Assert.InRange(a, (float)Math.Log(1e-38), 0));
        if (kind == OutputKind.Probabilities)
            Assert.Contains((float)Math.Log(1e-38), answers);
    }

    [Fact]
    public void Another_layout_than_the_file_has_is_refused_with_the_right_one()
    {
        folder.With(Linear(Layout.Nhwc, OutputKind.Logits));
        var error = Assert.Throws<DeepOptDistill.Core.Problems.InputException>(() =>
            folder.Open(Spec(Layout.Nchw, OutputKind.Logits), Shape, Classes)
        );
        Assert.Contains(
            "found input 'x' of shape N×4×5×3; expected N×3×4×5, nchw for images of 3×4×5. Say so in its description (teacher.yaml, or "
                + "beside its path in the recipe): input: { layout: nhwc }.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static TeacherSpec Spec(Layout layout, OutputKind kind) =>
        new()
        {
            Name = "linear",
            Input = new()
            {
                Layout = layout,
                Mean = Mean,
                Deviation = Deviation,
            },
            Output = new() { Kind = kind },
        };

    private static OnnxModel Linear(Layout layout, OutputKind kind, float gain = 1)
    {
        var graph = new GraphBuilder("linear");
        var x = layout switch
        {
            Layout.Nchw => graph.Input("x", null, 3, 4, 5),
            Layout.Nhwc => graph.Input("x", null, 4, 5, 3),
            _ => graph.Input("x", null, 60),
        };
        if (layout == Layout.Nhwc)
            x = graph.Node("Transpose", "chw", [x], ("perm", new[] { 0, 3, 1, 2 }));
        var weight = graph.Constant("w", [.. BareRuntime.Numbers(60 * Classes).Select(w => w * gain)], 60, Classes);
        var y = graph.Node("Gemm", "fc", [graph.Node("Flatten", "flat", [x]), weight]);
        if (kind == OutputKind.Probabilities)
            y = graph.Node("Softmax", "softmax", [y], ("axis", 1));
        if (kind == OutputKind.LogProbabilities)
            y = graph.Node("LogSoftmax", "softmax", [y], ("axis", 1));
        graph.Output(y, "y", null, Classes);
        return graph.Build();
    }

    private static double[] ByHand(ReadOnlySpan<byte> image)
    {
        var weights = BareRuntime.Numbers(60 * Classes);
        var sums = new double[Classes];
        for (var i = 0; i < image.Length; i++)
        for (var k = 0; k < Classes; k++)
            sums[k] += (image[i] / 255.0 - Mean[i / 20]) / Deviation[i / 20] * weights[i * Classes + k];
        return sums;
    }
}
