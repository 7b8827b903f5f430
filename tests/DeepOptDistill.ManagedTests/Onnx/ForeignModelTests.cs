using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Files of other frameworks (<c>scripts/reference/teachers.py</c>): labels, maps, weights outside.</summary>
public sealed class ForeignModelTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deepopt-foreign-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("sklearn-words", "output_probability", "eight,five,four,nine,one,seven,six,three,two,zero")]
    [InlineData("sklearn-linear", "output_probability", "0,1,2,3,4,5,6,7,8,9")]
    [InlineData("sklearn-linear", "probabilities", "0,1,2,3,4,5,6,7,8,9")]
    [InlineData("sklearn-forest", "output_probability", "0,1,2,3,4,5,6,7,8,9")]
    public void Labels_come_from_the_map_or_the_classifier(string file, string output, string labels) =>
        Assert.Equal(labels.Split(','), ClassLabels.Of(Read(file), output)!);

    [Fact]
    public void A_network_without_labels_has_none() => Assert.Null(ClassLabels.Of(Read("torch-opset13"), "logits"));

    [Theory]
    [InlineData("sklearn-words", "output_probability", "ZipMap")]
    [InlineData("sklearn-words", "scores", "Softmax")]
    [InlineData("sklearn-forest", "output_probability", "TreeEnsembleClassifier")]
    [InlineData("nhwc", "probabilities", "Softmax")]
    [InlineData("torch-sigmoid", "chances", "Sigmoid")]
    [InlineData("torch-opset9", "logits", "Gemm")]
    [InlineData("torch-opset9", "image", "")]
    [InlineData("uint8", "float", "Cast")]
    public void The_operator_that_gives_meaning_is_found(string file, string tensor, string op) =>
        Assert.Equal(op, AnswerOperator.Of(Read(file), tensor));

    [Fact]
    public void A_map_becomes_the_tensor_that_entered_it_under_the_same_name()
    {
        var (before, after) = (Read("sklearn-words"), ZipMaps.Remove(Read("sklearn-words")));
        Assert.Equal(["output_label string N", "output_probability float N×10"], after.Outputs.Select(o => o.ToString()));
        Assert.Equal(before.Proto.Graph.Node.SkipLast(1), after.Proto.Graph.Node.SkipLast(1));
        Assert.Equal(
            ("Identity", "", "probabilities"),
            (after.Proto.Graph.Node[^1].OpType, after.Proto.Graph.Node[^1].Domain, after.Proto.Graph.Node[^1].Input[0])
        );
        Assert.Contains(before.Proto.Graph.Node, n => n.OpType == "ZipMap");
    }

    [Fact]
    public void A_model_of_classical_operators_alone_imports_the_standard_ones_for_it()
    {
        var proto = Read("sklearn-linear").Proto.Clone();
        proto.OpsetImport.Remove(proto.OpsetImport.Single(o => o.Domain.Length == 0));
        Assert.Equal(9, ZipMaps.Remove(new OnnxModel(proto)).Opset);
    }

    [Fact]
    public void A_model_without_maps_is_given_back_as_it_is()
    {
        var model = Read("torch-opset13");
        Assert.Same(model, ZipMaps.Remove(model));
    }

    [Fact]
    public void Weights_beyond_the_limit_stay_outside_and_count_all_the_same()
    {
        var (inside, outside) = (Read("external"), OnnxModel.Read(File("external"), largest: 0));
        Assert.Null(inside.WeightFolder);
        Assert.Equal(Path.GetDirectoryName(File("external")), outside.WeightFolder);
        Assert.Equal(inside.Files, outside.Files);
        Assert.InRange(outside.ToBytes().Length, 1, 1500);
        var stored = inside.Proto.Graph.Initializer.Select(i => i.RawData.ToByteArray()).ToList();
        Assert.Equal(stored, outside.Content().Skip(1).Select(part => part.ToArray()));
        Assert.Throws<InvalidOperationException>(() => outside.Write(In("copy.onnx")));
        var part = Cut.Below(outside, outside.Proto.Graph.Node[1].Output[0]);
        Assert.Equal((outside.WeightFolder, 2), (part.WeightFolder, part.Content().Skip(1).Count()));
    }

    /// <summary>NaN is found in weights outside as well, in the last number of the file.</summary>
    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 0)]
    public void Weights_outside_are_looked_through(float last, int broken)
    {
        System.IO.File.Copy(File("external"), In("external.onnx"));
        var bytes = System.IO.File.ReadAllBytes(Path.ChangeExtension(File("external"), "weights"));
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), last);
        System.IO.File.WriteAllBytes(In("external.weights"), bytes);
        Assert.Equal(broken, Weights.WithNaN(OnnxModel.Read(In("external.onnx"), largest: 0)).Count);
        Assert.Equal(broken, Weights.WithNaN(OnnxModel.Read(In("external.onnx"))).Count);
    }

    private string In(string name) => Path.Combine(folder.FullName, name);

    private static OnnxModel Read(string file) => OnnxModel.Read(File(file));

    private static string File(string file) =>
        Path.GetFullPath(
            Path.Combine(
                Path.GetDirectoryName(ShippedModel.Path("any"))!,
                "..",
                "..",
                "tests",
                "DeepOptDistill.EngineTests",
                "Teachers",
                "Foreign",
                file + ".onnx"
            )
        );
}
