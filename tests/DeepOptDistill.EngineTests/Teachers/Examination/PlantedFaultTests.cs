using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Examination;
using Google.Protobuf;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>One fault is planted, and that one and no other is named; the line that it gives repairs it. On real images.</summary>
public sealed class PlantedFaultTests : IDisposable
{
    private static readonly ExaminationOptions Few = new() { Images = 300, Screen = 50 };
    private static readonly Lazy<ImageSet> Test = new(() => new FashionMnistSmall().Load(new("none"), new Seed(1)).Test);
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fashion-cnn-a")]
    [InlineData("fashion-residual-b")]
    [InlineData("fashion-wide-c")]
    [InlineData("fashion-wide-d")]
    public void A_sound_teacher_has_none(string name)
    {
        var spec = new TeacherSpec { Name = name };
        var found = TeacherExamination.Of(spec, ShippedTeacher.Folder(name), Test.Value, Few);
        Assert.Empty(found.Findings);
        Assert.InRange(found.Accuracy, 0.87, 0.97);
        Assert.Equal(300, found.Images);
        Assert.Empty(TeacherExamination.Of(spec, ShippedTeacher.Folder(name), Test.Value, ExaminationOptions.Quick).Findings);
    }

    [Theory]
    [InlineData("fashion-residual-b", OutputKind.Logits, "probabilities taken for logits")]
    [InlineData("fashion-residual-b", OutputKind.LogProbabilities, "probabilities taken for log-probabilities")]
    [InlineData("fashion-residual-b", OutputKind.Sigmoid, "probabilities taken for sigmoid")]
    [InlineData("fashion-cnn-a", OutputKind.Probabilities, "logits taken for probabilities")]
    [InlineData("fashion-cnn-a", OutputKind.LogProbabilities, "logits taken for log-probabilities")]
    [InlineData("fashion-cnn-a", OutputKind.Sigmoid, "logits taken for sigmoid")]
    public void A_wrong_kind(string name, OutputKind declared, string evidence)
    {
        var finding = Only(Fault.WrongKind, new() { Name = name, Output = new() { Kind = declared } }, ShippedTeacher.Folder(name));
        Assert.StartsWith(evidence, finding.Evidence, StringComparison.Ordinal);
        Assert.Equal($"output: {{ kind: {evidence.Split(' ')[0]} }}", finding.Remedy);
    }

    [Theory]
    [InlineData(OutputKind.Probabilities)]
    [InlineData(OutputKind.Logits)]
    public void Single_chances_taken_for_something_else(OutputKind declared)
    {
        var model = Behind("Sigmoid");
        var finding = Only(Fault.WrongKind, new() { Name = "mine", Output = new() { Name = "chances", Kind = declared } }, folder.With(model).Path);
        Assert.Equal("output: { name: chances, kind: sigmoid }", finding.Remedy);
        Assert.Empty(TeacherExamination.Of(new() { Name = "mine" }, folder.Path, Test.Value, Few).Findings);
    }

    [Theory]
    [InlineData(new[] { 1, 0, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(new[] { 3, 7, 0, 9, 1, 8, 2, 5, 6, 4 })]
    public void Permuted_classes(int[] order)
    {
        folder.With("fashion-cnn-a", graph => Permute(graph, order));
        var spec = new TeacherSpec { Name = "mine" };
        var finding = Only(Fault.PermutedClasses, spec, folder.Path);
        Assert.Equal(TeacherLines.Of(new TeacherOutput { Classes = [.. order.Select(o => Test.Value.Classes[o])] }), finding.Remedy);
        var repaired = TeacherExamination.Of(spec with { Output = new() { Classes = [.. order.Select(o => $"{o}")] } }, folder.Path, Test.Value, Few);
        Assert.Empty(repaired.Findings);
        Assert.InRange(repaired.Accuracy, 0.87, 0.97);
    }

    /// <summary>The network wants pixels in [0, 1].</summary>
    [Theory]
    [InlineData("raw")]
    [InlineData("imagenet")]
    [InlineData("inverted")]
    [InlineData("symmetric")]
    public void A_wrong_normalization(string declared)
    {
        var input = declared switch
        {
            "raw" => new TeacherInput { Scale = 1 },
            "imagenet" => new TeacherInput { Mean = [0.449], Deviation = [0.226] },
            "inverted" => new TeacherInput { Invert = true },
            _ => new TeacherInput { Mean = [0.5], Deviation = [0.1] },
        };
        var finding = Only(Fault.WrongNormalization, new() { Name = "mine", Input = input }, ShippedTeacher.Folder("fashion-cnn-a"));
        Assert.Contains(finding.Remedy, new[] { "input: { scale: 0.00392156862745098 }", "input: {}" });
        Assert.Matches(@"^accuracy \d+\.\d % on 300 images as declared, (8|9)\d\.\d % with (pixels in \[0, 1\]|dark and light exchanged)$", finding.Evidence);
    }

    /// <summary>The network standardizes by other numbers than it is given.</summary>
    [Theory]
    [InlineData("pixels in 0 … 255", 255f, 0f)]
    [InlineData("pixels in [−1, 1]", 0.5f, 0.5f)]
    public void A_normalization_that_is_missing(string name, float scale, float mean)
    {
        folder.With("fashion-cnn-a", graph => Undo(graph, scale, mean));
        var finding = Only(Fault.WrongNormalization, new() { Name = "mine" }, folder.Path);
        Assert.EndsWith(name, finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>The network looks at blue, where the data have the picture in red and another one in blue.</summary>
    [Fact]
    public void Red_and_blue_exchanged()
    {
        folder.With("fashion-cnn-a", LookAtBlue);
        var (grey, size) = (Test.Value, Test.Value.Shape.Size);
        byte[] Colour(int i) => [.. grey.Image(i), .. new byte[size], .. grey.Image((i + 700) % 2000)];
        var colour = new ImageSet("colour", new(3, 28, 28), [.. Enumerable.Range(0, 400).SelectMany(i => Colour(5 * i))], [.. Enumerable.Range(0, 400).Select(i => grey.Labels[5 * i])], grey.Classes);
        var findings = TeacherExamination.Of(new() { Name = "mine" }, folder.Path, colour, Few).Findings;
        Assert.Equal([Fault.WrongNormalization], findings.Select(f => f.Fault));
        Assert.Equal("input: { channels: bgr }", findings[0].Remedy);
    }

    /// <summary>Rows with the colours of a pixel together, taken for rows of one colour after the other; only its red is a picture.</summary>
    [Fact]
    public void Colours_together_taken_for_colours_apart()
    {
        folder.With("fashion-cnn-a", LookAtRows);
        var (grey, size) = (Test.Value, Test.Value.Shape.Size);
        var colour = new ImageSet("colour", new(3, 28, 28), [.. Enumerable.Range(0, 400).SelectMany(i => (byte[])[.. grey.Image(5 * i), .. new byte[2 * size]])], [.. Enumerable.Range(0, 400).Select(i => grey.Labels[5 * i])], grey.Classes);
        var findings = TeacherExamination.Of(new() { Name = "mine" }, folder.Path, colour, Few).Findings;
        Assert.Equal([Fault.WrongLayout], findings.Select(f => f.Fault));
        Assert.Equal("input: { layout: flat-hwc }", findings[0].Remedy);
        Assert.Empty(TeacherExamination.Of(new() { Name = "mine", Input = new() { Layout = Layout.FlatHwc } }, folder.Path, colour, Few).Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_weights(int seed)
    {
        folder.With("fashion-cnn-a", graph => Randomize(graph, seed));
        Assert.Contains("without knowledge", Only(Fault.NearChance, new() { Name = "mine" }, folder.Path).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_answer()
    {
        folder.With("fashion-cnn-a", graph => graph.Initializer.Single(i => i.Name == "fc.weight").RawData = ByteString.CopyFrom(new byte[5120]));
        Only(Fault.ConstantAnswers, new() { Name = "mine" }, folder.Path);
    }

    /// <summary>log(−x) of the answers below zero.</summary>
    [Fact]
    public void Answers_that_are_not_numbers()
    {
        var finding = Only(Fault.NotFinite, new() { Name = "mine" }, folder.With(Behind("Log")).Path);
        Assert.Matches(@"^\d+ of 300 answers hold NaN or infinity$", finding.Evidence);
    }

    [Fact]
    public void Too_few_images_tell_nothing()
    {
        var few = Test.Value.Select("few", [.. Enumerable.Range(0, 20)]);
        Assert.Equal(new(0, 0, []), TeacherExamination.Of(new() { Name = "fashion-cnn-a" }, ShippedTeacher.Folder("fashion-cnn-a"), few) with { Findings = [] });
    }

    private static Finding Only(Fault fault, TeacherSpec spec, string folder)
    {
        var findings = TeacherExamination.Of(spec, folder, Test.Value, Few).Findings;
        Assert.Equal([fault], findings.Select(f => f.Fault));
        return findings[0];
    }

    /// <summary>A shipped network of which the numbers go through one operator more.</summary>
    private static OnnxModel Behind(string op)
    {
        var proto = OnnxModel.Read(ShippedTeacher.File("fashion-cnn-a")).Proto.Clone();
        proto.Graph.Node.Add(new NodeProto { OpType = op, Name = "behind", Input = { proto.Graph.Output[0].Name }, Output = { "chances" } });
        proto.Graph.Output[0].Name = "chances";
        return new OnnxModel(proto);
    }

    /// <summary>Row i of the last layer becomes that of another class.</summary>
    private static void Permute(GraphProto graph, int[] order)
    {
        foreach (var tensor in graph.Initializer.Where(i => i.Name.StartsWith("fc.", StringComparison.Ordinal)))
        {
            var (bytes, row) = (tensor.RawData.ToByteArray(), tensor.RawData.Length / 10);
            tensor.RawData = ByteString.CopyFrom([.. order.SelectMany(o => bytes.Skip(o * row).Take(row))]);
        }
    }

    /// <summary>The network takes (x·scale…) where it took x: pixel / 255 = scale'·input + mean.</summary>
    private static void Undo(GraphProto graph, float scale, float mean)
    {
        foreach (var node in graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == "image") node.Input[i] = "pixels";
        foreach (var (name, value) in new[] { ("factor", scale > 1 ? 1 / scale : scale), ("shift", mean) })
            graph.Initializer.Add(new TensorProto { Name = name, DataType = 1, RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)) });
        graph.Node.Insert(0, new NodeProto { OpType = "Add", Input = { "scaled", "shift" }, Output = { "pixels" } });
        graph.Node.Insert(0, new NodeProto { OpType = "Mul", Input = { "image", "factor" }, Output = { "scaled" } });
    }

    private static void LookAtBlue(GraphProto graph)
    {
        foreach (var node in graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == "image") node.Input[i] = "blue";
        graph.Input[0].Type.TensorType.Shape.Dim[1] = new() { DimValue = 3 };
        graph.Initializer.Add(new TensorProto { Name = "third", DataType = 7, Dims = { 1 }, RawData = ByteString.CopyFrom(BitConverter.GetBytes(2L)) });
        graph.Node.Insert(0, new NodeProto { OpType = "Gather", Input = { "image", "third" }, Output = { "blue" }, Attribute = { new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 } } });
    }

    private static void LookAtRows(GraphProto graph)
    {
        LookAtBlue(graph);
        graph.Input[0].Type.TensorType.Shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" }, new TensorShapeProto.Types.Dimension { DimValue = 2352 } } };
        graph.Initializer.Single(i => i.Name == "third").RawData = ByteString.CopyFrom(BitConverter.GetBytes(0L));
        graph.Initializer.Add(new TensorProto { Name = "nhwc", DataType = 7, Dims = { 4 }, RawData = ByteString.CopyFrom([.. new[] { -1L, 28, 28, 3 }.SelectMany(BitConverter.GetBytes)]) });
        var permutation = new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0, 3, 1, 2 } };
        graph.Node[0].Input[0] = "chw";
        graph.Node.Insert(0, new NodeProto { OpType = "Transpose", Input = { "hwc" }, Output = { "chw" }, Attribute = { permutation } });
        graph.Node.Insert(0, new NodeProto { OpType = "Reshape", Input = { "image", "nhwc" }, Output = { "hwc" } });
    }

    private static void Randomize(GraphProto graph, int seed)
    {
        var random = new RandomStream((ulong)seed);
        foreach (var tensor in graph.Initializer.Where(i => i.DataType == 1 && i.Dims.Count > 1))
        {
            var fan = tensor.Dims.Skip(1).Aggregate(1L, (a, b) => a * b);
            var values = Enumerable.Range(0, tensor.RawData.Length / 4).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Sqrt(24.0 / fan)));
            tensor.RawData = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]);
        }
    }
}
