using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;
using Google.Protobuf;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Networks of files as students of whole recipes: fine-tuned, distilled, guided by hints, taken as teachers again.</summary>
public sealed class ImportedStudentTests : IDisposable
{
    private const string Data = "dataset: { fashion-mnist-small: { validation: 200, split: tail, limit: 1000 } }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// A teacher with another last layer teaches a copy of itself of which somebody cut half of a layer away; that one is a teacher
    /// again.
    /// </summary>
    [Fact]
    public void ATeacherTunedTeachesAPrunedCopyOfItself()
    {
        var tuned = Run(
            "tuned",
            Purpose.Train,
            "student: { onnx: fashion-cnn-a, head: { classes: 10 }, freeze: [block1] }",
            "epochs: 2, loss: [ cross-entropy ]"
        );
        Assert.True(tuned.Models[^1].Accuracy > 0.5, $"{tuned.Models[^1].Accuracy}");
        Pruned(OnnxModel.Read(folder.In("tuned", "student.onnx"))).Write(folder.In("pruned.onnx"));
        var taught = Run(
            "taught",
            Purpose.Distill,
            "teachers: [ { path: tuned } ]\nstudent: { onnx: pruned.onnx }",
            "epochs: 2, loss: [ { soft-target: { temperature: 2 } } ]"
        );
        var (teacher, baseline, student) = (taught.Models[0], taught.Models[1], taught.Models[^1]);
        Assert.True(student.Parameters < teacher.Parameters);
        Assert.Equal(baseline.Parameters, student.Parameters);
        Assert.True(student.Agreement > 0.6, $"{student.Agreement}");
        Assert.Contains(taught.Notes, note => note.StartsWith("What pruned learned from before is not known", StringComparison.Ordinal));
        var place = Tiny.Place(folder);
        var test = NamedDataset.Load("{ fashion-mnist-small: { validation: 200, split: tail, limit: 1000 } }", place).Test;
        Assert.Equal(
            student.Accuracy,
            Evaluator.Of(folder.In("taught"), test.Select(test.Name, [.. Enumerable.Range(0, 200)]), place, 1).Accuracy
        );
    }

    /// <summary>The file keeps its input: probabilities of images in its own order and scale.</summary>
    [Fact]
    public void WhatTheFileTakesAndAnswersStays()
    {
        var record = Run("run", Purpose.Train, "student: { onnx: fashion-residual-b }", "epochs: 1, loss: [ cross-entropy ]");
        var (before, after) = (
            OnnxModel.Read(Repository.In("teachers", "fashion-residual-b", "model.onnx")),
            OnnxModel.Read(folder.In("run", "student.onnx"))
        );
        Assert.Equal(before.Inputs.Select(input => input.ToString()), after.Inputs.Select(input => input.ToString()));
        Assert.Equal(before.Outputs.Select(output => output.ToString()), after.Outputs.Select(output => output.ToString()));
        Assert.Equal(before.Proto.Graph.Node, after.Proto.Graph.Node);
        Assert.Contains("kind: probabilities", File.ReadAllText(folder.In("run", "teacher.yaml")), StringComparison.Ordinal);
        Assert.True(record.Models[^1].Accuracy > 0.85);
    }

    /// <summary>
    /// A folded network has batch norms while it learns, begins with its own answers, and is the same graph at the end.
    /// </summary>
    [Fact]
    public void AFoldedNetworkLearnsWithFreshNorms()
    {
        const string Student = "student: { onnx: fashion-cnn-a, renormalize: true }";
        const string Stage = "epochs: 1, loss: [ cross-entropy ]";
        using (var untrained = Network.Build(Check(Purpose.Train, Student, Stage).Student, new DeepOptDistill.Core.Seed(1)))
        {
            Assert.Equal(6, untrained.BatchNorms.Count);
            var place = Tiny.Place(folder);
            var test = NamedDataset.Load("fashion-mnist-small", place).Test;
            var (own, first) = (new float[2560], Predictor.Logits(untrained, test, 256));
            var (spec, home) = new TeacherReader(place).Find("fashion-cnn-a");
            using var teacher = Teacher.Open(spec, home, test.Shape, 10, threads: 1);
            teacher.Answer(test, 256, own);
            Assert.All(own.Zip(first), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
        }
        var record = Run("run", Purpose.Train, Student, Stage);
        Assert.Equal(["trained", "fold"], record.Finish.Select(step => step.Step));
        Assert.True(record.Models[^1].Accuracy > 0.85, $"{record.Models[^1].Accuracy}");
        var before = Nodes(Repository.In("teachers", "fashion-cnn-a", "model.onnx"));
        Assert.Equal(before, Nodes(folder.In("run", "student.onnx")));
        Assert.Contains(Nodes(folder.In("run", record.Finish[0].File)), node => node.OpType == "BatchNormalization");
        Assert.NotEqual(Check(Purpose.Train, "student: { onnx: fashion-cnn-a }", Stage).Hash, record.RecipeHash);

        static List<(string OpType, string Output)> Nodes(string file) =>
            [.. OnnxModel.Read(file).Proto.Graph.Node.Select(node => (node.OpType, node.Output[0]))];
    }

    /// <summary>Channels x and 5 − 2x of pixels x: their statistics are those of all pixels of the first 512 samples.</summary>
    [Fact]
    public void FreshNormsHoldTheStatisticsOfTheData()
    {
        var images = NamedDataset.Load("fashion-mnist-small", Tiny.Place(folder)).Train;
        var graph = new GraphBuilder("two");
        graph.Input("x", null, 1, 28, 28);
        var conv = graph.Node("Conv", "conv", ["x", graph.Constant("w", [1, -2], 2, 1, 1, 1), graph.Constant("b", [0, 5], 2)]);
        var flat = graph.Node("Flatten", "flat", [graph.Node("GlobalAveragePool", "pool", [graph.Node("Relu", "relu", [conv])])]);
        graph.Output(graph.Node("Gemm", "fc", [flat, graph.Constant("v", new float[20], 2, 10)]), "y", null, 10);
        var model = graph.Build();
        model.Write(folder.In("two.onnx"));
        var spec = new TeacherSpec
        {
            Name = "two",
            Model = "two.onnx",
            Input = new() { Name = "x", Scale = 1 / 255.0 },
            Output = new() { Name = "y" },
        };
        var made = Renormalization.Of(model, spec, folder.Path, images, "student");
        double[] pixels = [.. Enumerable.Range(0, 512).SelectMany(sample => images.Image(sample).ToArray()).Select(pixel => pixel / 255.0)];
        var (mean, square) = (pixels.Average(), pixels.Average(pixel => pixel * pixel));
        var variance = square - (mean * mean);
        Nets.Close([(float)mean, (float)(5 - (2 * mean))], Floats("conv/norm.running_mean"), 1e-5);
        Nets.Close([(float)variance, (float)(4 * variance)], Floats("conv/norm.running_var"), 1e-4);

        float[] Floats(string name) =>
            System
                .Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
                    made.Proto.Graph.Initializer.Single(tensor => tensor.Name == name).RawData.Span
                )
                .ToArray();
    }

    /// <summary>Norms cannot be folded into weights of 16 bits.</summary>
    [Fact]
    public void HalvedNetworksAreNotNormed()
    {
        var halved = DeepOptDistill.Onnx.Rewriting.HalfWeights.Of(OnnxModel.Read(Repository.In("teachers", "fashion-cnn-a", "model.onnx")));
        halved.Write(folder.In("half.onnx"));
        var error = Assert.Throws<InputException>(() =>
            Check(Purpose.Train, "student: { onnx: half.onnx, renormalize: true }", "epochs: 1, loss: [ cross-entropy ]")
        );
        Assert.Contains("stores weights in 16 bits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutALayerForThemFreshNormsAreRefused()
    {
        var graph = new GraphBuilder("linear");
        graph.Input("x", null, 1, 28, 28);
        var weights = graph.Constant("w", new float[7840], 784, 10);
        graph.Output(graph.Node("Gemm", "fc", [graph.Node("Flatten", "flat", ["x"]), weights]), "y", null, 10);
        graph.Build().Write(folder.In("linear.onnx"));
        var error = Assert.Throws<InputException>(() =>
            Check(Purpose.Train, "student: { onnx: linear.onnx, renormalize: true }", "epochs: 1, loss: [ cross-entropy ]")
        );
        Assert.Contains("without a convolution or linear layer", error.Message, StringComparison.Ordinal);
        Assert.Contains("recipe.yaml:2:", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What the file learned from before, the student knows too.</summary>
    [Fact]
    public void TheLedgerHoldsWhatTheFileLearnedFrom()
    {
        Run("run", Purpose.Train, "student: { onnx: fashion-residual-b }", "epochs: 1, loss: [ cross-entropy ]");
        var own = Check(Purpose.Train, "student: { onnx: fashion-residual-b }", "epochs: 1, loss: [ cross-entropy ]").Dataset.Train;
        Assert.True(SampleLedger.Read(folder.In("run", SampleLedger.FileName)).Count > 50_000);
        Assert.Equal(own.Count, SampleLedger.Read(folder.In("run", SampleLedger.FileName)).Known(own, SampleLedger.Of()));
    }

    [Fact]
    public void AHintGuidesALayerOfAFile()
    {
        const string Hint =
            "epochs: 1, loss: [ { hint: { teacher: fashion-residual-b/block4, student: block2 } } ] }, { name: still, "
            + "optimizer: { sgd: { rate: 0 } }, epochs: 1, loss: [ cross-entropy ]";
        var record = Run(
            "run",
            Purpose.Distill,
            "teachers: [ { name: fashion-residual-b } ]\nbaseline: false\nstudent: { onnx: " + "fashion-cnn-a }",
            Hint
        );
        var (before, after) = (
            Numbers(Repository.In("teachers", "fashion-cnn-a", "model.onnx")),
            Numbers(folder.In("run", "student.onnx"))
        );
        // What stands above the guided layer is not trained in a stage of hints alone.
        Assert.Equal(4, before.Count(entry => !entry.Value.SequenceEqual(after[entry.Key])));
        Assert.Equal(2, record.Epochs.Count);
    }

    /// <summary>
    /// A tensor inside a branch, past which a shortcut runs, is guided by its alias; what is behind it in its layer stays.
    /// </summary>
    [Fact]
    public void AHintGuidesATensorInsideABranch()
    {
        const string Hint =
            "epochs: 1, loss: [ { hint: { teacher: fashion-cnn-a/block2, student: block2 } } ] }, { name: still, "
            + "optimizer: { sgd: { rate: 0 } }, epochs: 1, loss: [ cross-entropy ]";
        Run("run", Purpose.Distill, "teachers: [ { name: fashion-cnn-a } ]\nbaseline: false\nstudent: { onnx: fashion-residual-b }", Hint);
        var (before, after) = (
            Numbers(Repository.In("teachers", "fashion-residual-b", "model.onnx")),
            Numbers(folder.In("run", "student.onnx"))
        );
        // The stem's convolution and slopes, and the branch's first convolution.
        Assert.Equal(5, before.Count(entry => !entry.Value.SequenceEqual(after[entry.Key])));
    }

    /// <summary>A network with an input for each column is trained on rows, and written back with its own inputs.</summary>
    [Fact]
    public void ANetworkOfOneInputAColumnGoesOnLearning()
    {
        var graph = new GraphBuilder("columns");
        string[] columns = [.. new[] { "height", "weight", "age" }.Select(name => graph.Input(name, null, 1))];
        var joined = graph.Node("Concat", "joined", columns, ("axis", 1L));
        var hidden = graph.Node("Gemm", "hidden", [joined, Drawn(graph, "w1", 3, 16), graph.Constant("b1", new float[16], 16)]);
        graph.Output(
            graph.Node(
                "Gemm",
                "last",
                [graph.Node("Relu", "relu", [hidden]), Drawn(graph, "w2", 16, 2), graph.Constant("b2", new float[2], 2)]
            ),
            "logits",
            null,
            2
        );
        graph.Build().Write(folder.In("net.onnx"));
        File.WriteAllText(
            folder.In("t.csv"),
            "age,weight,height,kind\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 300)
                        .Select(i =>
                            FormattableString.Invariant($"{0.1 * (i % 10)},{0.2 * (i % 7)},{0.3 * (i % 5)},")
                            + $"{((i % 10) > 2 * (i % 5) ? "old" : "tall")}\n"
                        )
                )
        );
        var recipe = new Distiller(Tiny.Place(folder)).Check(
            Tiny.Write(
                folder,
                $"dataset: {{ table: {{ train: '{folder.In("t.csv")}', "
                    + "label: kind, test_share: 0.3 } }\nstudent: { onnx: net.onnx }\nbatch: 20\nstages: [ { name: s, epochs: 40, loss: "
                    + "[ cross-entropy ], optimizer: { adam: { rate: 1e-2 } } } ]\n"
            ),
            Purpose.Train
        );
        var record = new Distiller(Tiny.Place(folder)).Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 1 });
        Assert.InRange(record.Models[^1].Accuracy!.Value, 0.9, 1);
        var written = OnnxModel.Read(folder.In("run", "student.onnx"));
        Assert.Equal(["height", "weight", "age"], written.Inputs.Select(input => input.Name));
        Assert.Equal(["Concat", "Gemm", "Relu", "Gemm"], written.Proto.Graph.Node.Select(node => node.OpType));
        Assert.NotEqual(Numbers(folder.In("net.onnx"))["w1"], Numbers(folder.In("run", "student.onnx"))["w1"]);
        Assert.Equal(record.Models[^1].Accuracy, Evaluator.Of(folder.In("run"), recipe.Dataset.Test, Tiny.Place(folder), 1).Accuracy);
    }

    /// <summary>A student that goes on learning from rows whose columns have moved takes each for what it learned it as.</summary>
    [Fact]
    public void ColumnsAreFoundByNameWhereLearningGoesOn()
    {
        const string Net = "name: n\ninput: { shape: [2], preprocessing: [ standardize ] }\nlayers: [ { linear: { features: 2 } } ]";
        Train("first", Table("a,b"), "student.yaml", 0.1, Net);
        var same = Train("same", Table("a,b"), "{ onnx: first }", 1e-6, Net);
        Assert.True(same > 0.9, $"{same}");
        Assert.Equal(same, Train("moved", Table("b,a"), "{ onnx: first }", 1e-6, Net));
        Assert.Equal(["b", "a"], FeatureNames.Of(OnnxModel.Read(folder.In("moved", "student.onnx")))!);
    }

    private string Table(string columns)
    {
        var rows = Enumerable.Range(0, 400).Select(i => (A: i % 20, B: i % 7));
        File.WriteAllText(
            folder.In("t.csv"),
            $"{columns},kind\n"
                + string.Concat(
                    rows.Select(row =>
                        (columns[0] == 'a' ? $"{row.A},{row.B}" : $"{row.B},{row.A}") + $",{(row.A > 2 * row.B ? "x" : "y")}\n"
                    )
                )
        );
        return folder.In("t.csv");
    }

    private double Train(string name, string table, string student, double rate, string net)
    {
        var stage = FormattableString.Invariant(
            $"{{ name: s, epochs: 8, loss: [ cross-entropy ], optimizer: {{ adam: {{ rate: {rate} }} }} }}"
        );
        var recipe = new Distiller(Tiny.Place(folder)).Check(
            Tiny.Write(
                folder,
                $"dataset: {{ table: {{ train: '{table}', label: kind, "
                    + $"test_share: 0.3 }} }}\nstudent: {student}\nbatch: 20\nstages: [ {stage} ]\n",
                net
            ),
            Purpose.Train
        );
        return new Distiller(Tiny.Place(folder))
            .Run(recipe, new RunOptions { Out = folder.In(name), Threads = 1 })
            .Models[^1]
            .Accuracy!.Value;
    }

    private static string Drawn(GraphBuilder graph, string name, int rows, int columns)
    {
        var random = new Random(rows);
        return graph.Constant(
            name,
            [.. Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5))],
            rows,
            columns
        );
    }

    /// <summary>A network of values goes on learning in the data's units.</summary>
    [Fact]
    public void ARegressionGoesOnLearning()
    {
        File.WriteAllText(
            folder.In("t.csv"),
            "a,b,price\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 400)
                        .Select(i => FormattableString.Invariant($"{i % 20},{i % 7},{1000 + (30 * (i % 20)) - (200.5 * (i % 7))}\n"))
                )
        );
        var data = $"dataset: {{ table: {{ train: '{folder.In("t.csv")}', values: [price], test_share: 0.2 }} }}";
        RunRecord Train(string name, string student, string net) =>
            new Distiller(Tiny.Place(folder)).Run(
                new Distiller(Tiny.Place(folder)).Check(
                    Tiny.Write(
                        folder,
                        $"{data}\nstudent: {student}\nbatch: 20\nstages: [ {{ name: s, "
                            + $"epochs: 6, loss: [ squared-error ], optimizer: {{ adam: {{ rate: 1e-2 }} }} }} ]\n",
                        net
                    ),
                    Purpose.Train
                ),
                new RunOptions { Out = folder.In(name), Threads = 1 }
            );
        const string Net =
            "name: n\ninput: { shape: [2], preprocessing: [ standardize ] }\nlayers: [ { linear: { features: 16 } }, "
            + "relu, { linear: { features: 1 } } ]";
        var first = Train("first", "student.yaml", Net);
        var more = Train("more", "{ onnx: first }", Net);
        Assert.True(
            more.Models[^1].RSquared > first.Models[^1].RSquared,
            $"{first.Models[^1].RSquared} and then {more.Models[^1].RSquared}"
        );
        Assert.True(more.Models[^1].RSquared > 0.9);
    }

    [Fact]
    public void StoppedAndGoneOnItIsTheSame()
    {
        const string Stage = "epochs: 3, loss: [ cross-entropy ]";
        var recipe = Check(Purpose.Train, "student: { onnx: fashion-cnn-a, head: { classes: 10 } }", Stage);
        var whole = new Distiller(Tiny.Place(folder)).Run(recipe, new RunOptions { Out = folder.In("whole"), Threads = 1 });
        using var stop = new CancellationTokenSource();
        var first = new RunOptions
        {
            Out = folder.In("parts"),
            Threads = 1,
            Progress = LeapingClock.Hearing(new Stopping(stop)),
            CheckpointEvery = TimeSpan.Zero,
        };
        Assert.ThrowsAny<OperationCanceledException>(() => new Distiller(Tiny.Place(folder)).Run(recipe, first, stop.Token));
        var parts = new Distiller(Tiny.Place(folder)).Run(recipe, new RunOptions { Out = folder.In("parts"), Threads = 1 });
        Assert.Equal(whole.Models[^1].Seeds[0].Hash, parts.Models[^1].Seeds[0].Hash);
    }

    /// <summary>Networks that begin alike and see the same batches stay alike: they cannot teach each other.</summary>
    [Fact]
    public void PeersThatBeginAlikeAreRefused()
    {
        const string Stage = "epochs: 1, loss: [ cross-entropy, mutual ]";
        var refused = Assert.Throws<InputException>(() => Check(Purpose.Distill, "peers: 2\nstudent: { onnx: fashion-cnn-a }", Stage));
        Assert.Contains("2 peers that begin with the same weights", refused.Message, StringComparison.Ordinal);
        Check(Purpose.Distill, "peers: 2\nstudent: { onnx: fashion-cnn-a, head: { classes: 10 } }", Stage);
    }

    private RunRecord Run(string name, Purpose purpose, string lines, string stage) =>
        new Distiller(Tiny.Place(folder)).Run(Check(purpose, lines, stage), new RunOptions { Out = folder.In(name), Threads = 2 });

    private CheckedRecipe Check(Purpose purpose, string lines, string stage) =>
        Tiny.Measured(
            new Distiller(Tiny.Place(folder)).Check(
                Tiny.Write(
                    folder,
                    $"{Data}\n{lines}\nbatch: 50\nstages: [ {{ name: s, optimizer: {{ adam: {{ rate: 1e-3 }} }}, {stage} }} ]\n"
                ),
                purpose
            )
        );

    /// <summary>The network without every second channel of its last convolution.</summary>
    private static OnnxModel Pruned(OnnxModel file)
    {
        var proto = file.Proto.Clone();
        var tensors = proto.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        var conv = proto.Graph.Node.Last(node => node.OpType == "Conv");
        var gemm = proto.Graph.Node.Last(node => node.OpType == "Gemm");
        foreach (var name in conv.Input.Skip(1))
            Halve(tensors[name], 0);
        Halve(tensors[gemm.Input[1]], 1);
        proto.Graph.ValueInfo.Clear();
        return new OnnxModel(proto);
    }

    private static void Halve(TensorProto tensor, int axis)
    {
        var block = (int)tensor.Dims.Skip(axis + 1).Aggregate(4L, (product, size) => product * size);
        var bytes = tensor.RawData.ToByteArray();
        tensor.RawData = ByteString.CopyFrom([.. bytes.Chunk(2 * block).SelectMany(pair => pair.Take(block))]);
        tensor.Dims[axis] /= 2;
    }

    private static Dictionary<string, byte[]> Numbers(string file) =>
        OnnxModel.Read(file).Proto.Graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => tensor.RawData.ToByteArray());

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<DeepOptDistill.Core.Progress>
    {
        public void Report(DeepOptDistill.Core.Progress value)
        {
            if (value.Task.StartsWith("train", StringComparison.Ordinal) && value.Done > 1200)
                stop.Cancel();
        }
    }
}
