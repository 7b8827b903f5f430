using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.ManagedTests.Onnx;

public sealed class OnnxModelTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deepopt-onnx-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("fashion-cnn-a", "logits")]
    [InlineData("fashion-residual-b", "probabilities")]
    public void What_a_file_declares_is_read(string teacher, string output)
    {
        var model = OnnxModel.Read(ShippedModel.Path(teacher));
        Assert.Equal("image float N×1×28×28", Assert.Single(model.Inputs).ToString());
        Assert.Equal($"{output} float N×10", Assert.Single(model.Outputs).ToString());
        Assert.Equal(13, model.Opset);
        Assert.Equal([ShippedModel.Path(teacher)], model.Files);
    }

    [Fact]
    public void Written_and_read_again_is_the_same_model_and_the_same_bytes()
    {
        var model = OnnxModel.Read(ShippedModel.Path("fashion-cnn-a"));
        model.Write(In("copy.onnx"));
        var again = OnnxModel.Read(In("copy.onnx"));
        Assert.Equal(model.Proto, again.Proto);
        Assert.Equal(File.ReadAllBytes(In("copy.onnx")), again.ToBytes());
    }

    [Fact]
    public void No_file_that_was_cut_off_is_taken_for_a_model()
    {
        var bytes = File.ReadAllBytes(ShippedModel.Path("fashion-residual-b"));
        foreach (
            var length in Enumerable
                .Range(0, 64)
                .Concat(Enumerable.Range(bytes.Length - 64, 64))
                .Concat(Enumerable.Range(1, 100).Select(i => i * (bytes.Length / 101)))
        )
            Assert.Contains(
                "a.onnx",
                Assert.Throws<InputException>(() => OnnxModel.Parse(bytes.AsSpan(0, length), "a.onnx")).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("no protobuf here, only words", "not ONNX")]
    [InlineData("\u0008\u0008", "no graph")]
    public void What_is_no_model_is_named(string text, string found)
    {
        File.WriteAllText(In("a.onnx"), text);
        var problem = Assert.Single(Assert.Throws<InputException>(() => OnnxModel.Read(In("a.onnx"))).Problems);
        Assert.Equal(In("a.onnx"), problem.Where);
        Assert.Contains(found, problem.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_names_the_nearest_and_a_directory_is_no_file()
    {
        File.WriteAllText(In("model.onnx"), "x");
        Assert.Contains(
            "Did you mean 'model.onnx'?",
            Assert.Throws<InputException>(() => OnnxModel.Read(In("modle.onnx"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "found a directory",
            Assert.Throws<InputException>(() => OnnxModel.Read(folder.FullName)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "does not exist either",
            Assert.Throws<InputException>(() => OnnxModel.Read(In("no/model.onnx"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Weights_that_an_old_file_lists_among_its_inputs_are_no_inputs()
    {
        var proto = Graphs.Classifier(opset: 9).Proto.Clone();
        proto.IrVersion = 3;
        proto.Graph.Input.Add(proto.Graph.Initializer.Select(i => new ValueInfoProto { Name = i.Name }));
        Assert.Equal("x", Assert.Single(OnnxModel.Parse(proto.ToByteArray(), "old").Inputs).Name);
    }

    [Fact]
    public void A_dimension_is_free_when_symbolic_undeclared_or_not_positive()
    {
        var proto = Graphs.Classifier().Proto.Clone();
        var dimensions = proto.Graph.Input[0].Type.TensorType.Shape.Dim;
        (dimensions[0].DimValue, dimensions[1]) = (-1, new TensorShapeProto.Types.Dimension());
        Assert.Equal([null, null, 8L, 8L], new OnnxModel(proto).Inputs[0].Shape);
        proto.Graph.Input[0].Type.TensorType.Shape = null;
        Assert.False(new OnnxModel(proto).Inputs[0].HasRank);
    }

    [Fact]
    public void Weights_in_files_beside_the_model_are_read_into_it()
    {
        var inside = Graphs.Classifier();
        WriteOutside(inside, "weights.bin");
        var model = OnnxModel.Read(In("outside.onnx"));
        Assert.Equal(inside.Proto, model.Proto);
        Assert.Equal([In("outside.onnx"), In("weights.bin")], model.Files);
    }

    [Fact]
    public void Weights_beside_the_model_that_are_missing_short_or_elsewhere_are_problems()
    {
        WriteOutside(Graphs.Classifier(), "weights.bin");
        File.WriteAllBytes(In("weights.bin"), new byte[100]);
        Assert.Contains("which has 100", Refused(), StringComparison.Ordinal);
        File.Delete(In("weights.bin"));
        Assert.Contains("missing file 'weights.bin'", Refused(), StringComparison.Ordinal);
        WriteOutside(Graphs.Classifier(), "../weights.bin");
        Assert.Contains("expected a file in the model's own folder", Refused(), StringComparison.Ordinal);
    }

    /// <summary>The cache of Hugging Face holds each content once and lays links to it into the folders of the models.</summary>
    [Fact]
    public void Weights_behind_a_link_to_a_file_are_read()
    {
        var inside = Graphs.Classifier();
        WriteOutside(inside, "weights.bin");
        Directory.CreateDirectory(In("blobs"));
        File.Move(In("weights.bin"), In("blobs/0123"));
        Directory.CreateDirectory(In("snapshot"));
        File.Move(In("outside.onnx"), In("snapshot/outside.onnx"));
        File.CreateSymbolicLink(In("snapshot/weights.bin"), "../blobs/0123");
        Assert.Equal(inside.Proto, OnnxModel.Read(In("snapshot/outside.onnx")).Proto);
    }

    [Fact]
    public void Weights_behind_a_link_to_a_folder_elsewhere_are_refused()
    {
        WriteOutside(Graphs.Classifier(), "weights.bin");
        Directory.CreateDirectory(In("model"));
        File.Move(In("outside.onnx"), In("model/outside.onnx"));
        Directory.CreateSymbolicLink(In("model/linked"), folder.FullName);
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(In("model/outside.onnx")));
        foreach (var tensor in proto.Graph.Initializer)
            tensor.ExternalData[0].Value = "linked/weights.bin";
        File.WriteAllBytes(In("model/outside.onnx"), proto.ToByteArray());
        Assert.Contains(
            "a linked folder leads out",
            Assert.Throws<InputException>(() => OnnxModel.Read(In("model/outside.onnx"))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("offset", "9223372036854775807", "from byte 9223372036854775807 on")]
    [InlineData("length", "9223372036854775807", "9223372036854775807 bytes")]
    [InlineData("length", "-5", "-1 bytes")]
    [InlineData("location", "weights.bin\0", "expected a file in the model's own folder")]
    public void Odd_places_of_weights_are_problems(string key, string value, string said)
    {
        WriteOutside(Graphs.Classifier(), "weights.bin");
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(In("outside.onnx")));
        proto.Graph.Initializer[0].ExternalData.Single(entry => entry.Key == key).Value = value;
        File.WriteAllBytes(In("outside.onnx"), proto.ToByteArray());
        Assert.Contains(said, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_or_outputs_of_one_name_are_problems()
    {
        var proto = Graphs.Classifier().Proto.Clone();
        proto.Graph.Output.Add(proto.Graph.Output[0].Clone());
        Assert.Contains(
            "two outputs named",
            Assert.Throws<InputException>(() => OnnxModel.Parse(proto.ToByteArray(), "m")).Message,
            StringComparison.Ordinal
        );
        proto.Graph.Output.RemoveAt(1);
        proto.Graph.Input.Add(proto.Graph.Input[0].Clone());
        Assert.Contains(
            "two inputs named",
            Assert.Throws<InputException>(() => OnnxModel.Parse(proto.ToByteArray(), "m")).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>A node of the standard reads something, but for those that make numbers by themselves; also in a function.</summary>
    [Fact]
    public void A_node_without_an_input_is_a_problem()
    {
        var proto = Graphs.Classifier().Proto.Clone();
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "SequenceEmpty",
                Name = "nothing",
                Output = { "s" },
            }
        );
        OnnxModel.Parse(proto.ToByteArray(), "m");
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Cast",
                Name = "idle",
                Output = { "t" },
            }
        );
        Assert.Contains(
            "node 'idle' (Cast) without an input",
            Assert.Throws<InputException>(() => OnnxModel.Parse(proto.ToByteArray(), "m")).Message,
            StringComparison.Ordinal
        );
    }

    private string Refused() => Assert.Throws<InputException>(() => OnnxModel.Read(In("outside.onnx"))).Message;

    /// <summary>Writes outside.onnx with all weights in one other file, one after the other.</summary>
    private void WriteOutside(OnnxModel model, string location)
    {
        var proto = model.Proto.Clone();
        using var weights = File.Create(In(Path.GetFileName(location)));
        foreach (var tensor in proto.Graph.Initializer)
        {
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{weights.Position}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
            tensor.RawData.WriteTo(weights);
            tensor.ClearRawData();
        }
        File.WriteAllBytes(In("outside.onnx"), proto.ToByteArray());
    }

    private string In(string name) => Path.Combine(folder.FullName, name);
}
