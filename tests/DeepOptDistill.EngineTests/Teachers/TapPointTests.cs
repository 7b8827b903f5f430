using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>Where a hint can read a network.</summary>
public sealed class TapPointTests
{
    public static TheoryData<string> Teachers => ["fashion-cnn-a", "fashion-residual-b", "fashion-wide-c", "fashion-wide-d"];

    [Theory]
    [MemberData(nameof(Teachers))]
    public void Costs_are_those_of_the_truncated_graph(string teacher)
    {
        using var folder = new TeacherFolder();
        var model = OnnxModel.Read(ShippedTeacher.File(teacher));
        var taps = TapPoint.Of(model, ShippedTeacher.Shape, teacher);
        var whole = ModelMeasure.Of(ShippedTeacher.File(teacher));
        Assert.All(taps, t => Assert.True(t.MacsToHere < whole.Macs && t.ParametersToHere < whole.Parameters || t.Alias == "linear1"));
        foreach (var tap in taps.Where((_, i) => i % 4 == 3))
        {
            folder.With(Cut.Below(model, tap.Tensor));
            var part = ModelMeasure.Of(folder.File);
            Assert.Equal((part.Macs, part.Parameters), (tap.MacsToHere, tap.ParametersToHere));
        }
    }

    [Fact]
    public void Sizes_are_those_of_one_sample()
    {
        var taps = TapPoint.Of(OnnxModel.Read(ShippedTeacher.File("fashion-residual-b")), null, "b");
        Assert.Equal([48, 14, 14], TapPoint.Find(taps, "block5", "b").Sizes);
        Assert.Equal([96], TapPoint.Find(taps, "flatten1", "b").Sizes);
        Assert.DoesNotContain(taps, t => t.Tensor == "probabilities");
        Assert.Equal("leaky-relu", TapPoint.Find(taps, "flatten1", "b").Activation.Kind);
    }

    [Fact]
    public void A_fixed_batch_changes_nothing()
    {
        using var folder = new TeacherFolder();
        folder.With("fashion-cnn-a", graph => graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 5 });
        var free = TapPoint.Of(OnnxModel.Read(ShippedTeacher.File("fashion-cnn-a")), null, "a").Select(Text);
        Assert.Equal(free, TapPoint.Of(OnnxModel.Read(folder.File), null, "a").Select(Text));
        static string Text(TapPoint t) =>
            $"{t.Tensor} {t.Alias} {string.Join('×', t.Sizes)} {t.MacsToHere} {t.ParametersToHere} {t.Activation}";
    }

    [Fact]
    public void A_tensor_name_goes_before_an_alias_and_both_find_the_tap()
    {
        var taps = TapPoint.Of(OnnxModel.Read(ShippedTeacher.File("fashion-cnn-a")), null, "a");
        Assert.Same(TapPoint.Find(taps, "block3", "r"), TapPoint.Find(taps, "/block2/block2.2/Relu_output_0", "r"));
        Assert.All(taps, t => Assert.Same(t, TapPoint.Find(taps, t.Alias, "r")));
    }

    [Theory]
    [InlineData("blok3", "Did you mean 'block3'?")]
    [InlineData("/block2/block2.2/Relu_output", "Did you mean '/block2/block2.2/Relu_output_0'?")]
    [InlineData("somewhere else", "Its blocks are block1, block2, block3, block4, block5, block6")]
    public void A_misspelt_tap_names_the_nearest(string name, string remedy)
    {
        var taps = TapPoint.Of(OnnxModel.Read(ShippedTeacher.File("fashion-cnn-a")), null, "a");
        var problem = Assert.Single(Assert.Throws<InputException>(() => TapPoint.Find(taps, name, "stages[0].hint")).Problems);
        Assert.Equal(("stages[0].hint", $"tap '{name}'"), (problem.Where, problem.Found));
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Activations_of_an_exported_student_are_those_of_its_description()
    {
        var spec = Nets.Of(
            new Conv { Channels = 8, Padding = 1 },
            new Maxout { Pieces = 2 },
            new Conv { Channels = 4, Padding = 1 },
            new LeakyReLU { Slope = 0.2 },
            new Conv { Channels = 4, Padding = 1 },
            new ScaledTanh(),
            new Conv { Channels = 4, Padding = 1 },
            new Silu(),
            new Conv { Channels = 4, Padding = 1 },
            new Gelu(),
            new Conv { Channels = 4, Padding = 1 },
            new Softplus { Beta = 2 },
            new GlobalAveragePool(),
            new Linear { Features = 6 },
            new Maxout { Pieces = 3 },
            new Linear { Features = 10 }
        );
        using var network = Network.Build(spec, new Core.Seed(1));
        var taps = TapPoint.Of(OnnxExport.Of(network).Model, null, "net");
        TapActivation[] expected =
        [
            new("maxout", 2),
            new("leaky-relu", 0.2f),
            new("scaled-tanh"),
            new("silu"),
            new("gelu"),
            new("softplus"),
            new("maxout", 3),
        ];
        Assert.Equal(
            expected,
            taps.Where(t => t.Activation != TapActivation.None && !t.Op.Contains("Pool", StringComparison.Ordinal) && t.Op != "Flatten")
                .Select(t => t.Activation)
        );
    }
}
