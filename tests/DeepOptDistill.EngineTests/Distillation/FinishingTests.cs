using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Steps behind the training: what each leaves, what its gate lets through, and what is recorded of it.</summary>
public sealed class FinishingTests : IDisposable
{
    private const string Lines = """
        dataset: { fashion-mnist-small: { validation: 200, split: tail, limit: 1000 } }
        batch: 50
        """;

    private const string Layers =
        "student: student.yaml\n" + "stages: [ { name: s, epochs: 2, optimizer: { adam: {} }, loss: [ cross-entropy ] } ]";

    private const string File =
        "student: { onnx: fashion-cnn-a }\nstages: [ { name: s, epochs: 1, optimizer: { adam: { rate: 1e-4 } }, "
        + "loss: [ cross-entropy ] } ]";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void HalfOfTheBytesAndTheSameAnswers()
    {
        var plain = Run("plain", Layers);
        var record = Run("half", $"{Layers}\nfinish: [ float16 ]");
        Assert.Equal(["trained", "float16"], record.Finish.Select(step => step.Step));
        var (trained, half) = (record.Finish[0], record.Finish[1]);
        Assert.Equal(plain.Models[^1].Seeds[0].Hash, trained.Hash);
        Assert.Equal(record.Models[^1].Seeds[0].Hash, half.Hash);
        Assert.Equal(ContentHash.OfFile(folder.In("half", half.File)), half.Hash);
        Assert.Equal("", half.LeftOut);
        Assert.True(half.Bytes < 0.75 * trained.Bytes, $"{half.Bytes} of {trained.Bytes}");
        Assert.Equal((trained.Parameters, trained.Macs), (half.Parameters, half.Macs));
        Assert.InRange(half.Difference!.Value, 1e-6, 1e-2);
        Assert.Equal(half.Validation, record.Models[^1].Seeds[0].ValidationAccuracy);
        Assert.Contains("float16", System.IO.File.ReadAllText(folder.In("half", "report.md")), StringComparison.Ordinal);
        // A finished file is a student again.
        var again = Run("again", File.Replace("fashion-cnn-a", folder.In("half"), StringComparison.Ordinal));
        Assert.Equal(record.Models[^1].Parameters, again.Models[^1].Parameters);
    }

    /// <summary>What a gate does not let through is left out, told, and changes nothing.</summary>
    [Fact]
    public void AStepThatCostsTooMuchIsLeftOut()
    {
        var record = Run("run", $"{Layers}\nrepeats: 2\nfinish: [ average-seeds ]");
        var step = record.Finish[^1];
        Assert.Equal("average-seeds", step.Step);
        Assert.Matches(
            @"^\d+\.\d\d % of the validation split instead of the seeds' mean \d+\.\d\d %; it may cost 0\.00 points$",
            step.LeftOut
        );
        Assert.Equal(2, record.Models[^1].Seeds.Count);
        Assert.Equal(record.Finish[0].Hash, record.Models[^1].Seeds[0].Hash);
        Assert.Contains(
            record.Notes,
            note => note.StartsWith("Finishing, student of seed 1: average-seeds was left out, as it gave", StringComparison.Ordinal)
        );
        Assert.Contains(record.Notes, note => note.StartsWith("Figures of student are means over 2 seeds", StringComparison.Ordinal));
    }

    /// <summary>Networks that began alike agree: their mean is one network, and what stands behind it goes on with that.</summary>
    [Fact]
    public void SeedsOfAFileBecomeOne()
    {
        var record = Run("run", $"{File}\nrepeats: 2\nfinish: [ average-seeds, fold, float16 ]");
        Assert.Equal(["trained", "average-seeds", "fold", "float16"], record.Finish.Select(step => step.Step));
        Assert.All(record.Finish, step => Assert.Equal("", step.LeftOut));
        var seed = Assert.Single(record.Models[^1].Seeds);
        Assert.Equal(record.Finish[^1].Hash, seed.Hash);
        // Whoever takes the network of another seed finds how it is asked.
        Assert.True(System.IO.File.Exists(folder.In("run", "seeds", "student-2.yaml")));
        Assert.Null(record.Models[^1].AccuracyDeviation);
        Assert.Contains(record.Notes, note => note.StartsWith("The student has the mean weights of 2 seeds", StringComparison.Ordinal));
        var mean = OnnxModel.Read(folder.In("run", record.Finish[1].File));
        float[][] own =
        [
            .. new[] { record.Finish[0].File, "seeds/student-2.onnx" }.Select(file => First(OnnxModel.Read(folder.In("run", file)))),
        ];
        Assert.Equal(own[0].Zip(own[1], (a, b) => (float)(((double)a + b) / 2)), First(mean));
    }

    /// <summary>Batch norms of a file are folded, and the answers stay.</summary>
    [Fact]
    public void BatchNormsOfAFileAreFolded()
    {
        WithNorm().Write(folder.In("norm.onnx"));
        var record = Run("run", $"{File.Replace("fashion-cnn-a", "norm.onnx", StringComparison.Ordinal)}\nfinish: [ fold ]");
        Assert.InRange(record.Finish[1].Difference!.Value, 0, 1e-4);
        Assert.Equal("", record.Finish[1].LeftOut);
        Assert.Equal((1, 0), (Norms(record.Finish[0].File), Norms("student.onnx")));

        int Norms(string file) =>
            OnnxModel.Read(folder.In("run", file)).Proto.Graph.Node.Count(node => node.OpType == "BatchNormalization");
    }

    private static OnnxModel WithNorm()
    {
        var graph = new GraphBuilder("net");
        float[] Drawn(int count, float scale) => [.. Enumerable.Range(0, count).Select(i => scale * (float)Math.Sin(1 + (7 * i)))];
        graph.Input("x", null, 1, 28, 28);
        var conv = graph.Node("Conv", "conv", ["x", graph.Constant("w", Drawn(72, 0.3f), 8, 1, 3, 3)]);
        string[] numbers =
        [
            graph.Constant("gamma", [.. Drawn(8, 0.2f).Select(d => 1 + d)], 8),
            graph.Constant("beta", Drawn(8, 0.1f), 8),
            graph.Constant("mean", Drawn(8, 0.1f), 8),
            graph.Constant("variance", [.. Drawn(8, 0.2f).Select(d => 1 + d)], 8),
        ];
        var norm = graph.Node("BatchNormalization", "norm", [conv, .. numbers]);
        var pooled = graph.Node("GlobalAveragePool", "pool", [graph.Node("Relu", "relu", [norm])]);
        var flat = graph.Node("Flatten", "flat", [pooled]);
        graph.Output(graph.Node("Gemm", "fc", [flat, graph.Constant("fc.w", Drawn(80, 0.5f), 8, 10)]), "y", null, 10);
        return graph.Build();
    }

    /// <summary>Killed between training and finishing, and gone on, the files are the same.</summary>
    [Fact]
    public void GoneOnItIsTheSame()
    {
        var recipe = $"{Layers}\nfinish: [ float16 ]";
        Run("whole", recipe);
        Run("again", recipe);
        System.IO.File.Delete(folder.In("again", "record.json"));
        System.IO.File.Copy(folder.In("again", "finish", "student-1", "0-trained.onnx"), folder.In("again", "student.onnx"), true);
        Directory.Delete(folder.In("again", "finish"), true);
        Run("again", recipe);
        foreach (var file in new[] { "student.onnx", "finish/student-1/0-trained.onnx", "finish/student-1/1-float16.onnx" })
            Assert.Equal(System.IO.File.ReadAllBytes(folder.In("whole", file)), System.IO.File.ReadAllBytes(folder.In("again", file)));
    }

    /// <summary>A joined network is corrected as one, and no seed's shift is told of it.</summary>
    [Theory]
    [InlineData("average-seeds, correct-bias", 1)]
    [InlineData("correct-bias, average-seeds", 0)]
    public void WhatIsJoinedIsCorrectedOnce(string steps, int notes)
    {
        var path = Tiny.Write(
            folder,
            $"{Lines}\nteachers: [ {{ name: fashion-residual-b }} ]\nbaseline: false\n"
                + $"transfer: {{ without: [Bag] }}\n{File}\nrepeats: 2\nfinish: [ {steps} ]"
        );
        var record = new Distiller(Tiny.Place(folder)).Run(
            Tiny.Measured(new Distiller(Tiny.Place(folder)).Check(path)),
            new RunOptions { Out = folder.In("joined"), Threads = 2 }
        );
        Assert.Equal(["trained", .. steps.Split(", ")], record.Finish.Select(step => step.Step));
        Assert.Equal(notes, record.Notes.Count(note => note.Contains("were shifted by", StringComparison.Ordinal)));
    }

    /// <summary>A file between that is gone or damaged is made again.</summary>
    [Fact]
    public void ALostFileBetweenIsMadeAgain()
    {
        var recipe = $"{Layers}\nfinish: [ float16 ]";
        var step = folder.In("run", Run("run", recipe).Finish[0].File);
        var whole = System.IO.File.ReadAllBytes(step);
        System.IO.File.WriteAllText(step, "junk");
        Run("run", recipe);
        Assert.Equal(whole, System.IO.File.ReadAllBytes(step));
    }

    [Theory]
    [InlineData("generations: 2\nrepeats: 2\nfinish: [ average-seeds ]", "generations or peers")]
    [InlineData("finish: [ correct-bias ]", "no classes that the student does not see")]
    [InlineData("finish: [ average-seeds ]", "one seed")]
    [InlineData("repeats: 2\nfinish: [ float16, average-seeds ]", "behind 'float16'")]
    [InlineData("finish: [ fold, fold ]", "'fold' twice")]
    [InlineData("finish: [ float16: { max_drop: 2 } ]", "expected a number ≥ 0 and ≤ 1")]
    [InlineData("finish: [ prune ]", "prune")]
    public void WhatCannotBeDoneIsToldBeforeWork(string lines, string found)
    {
        var error = Assert.Throws<InputException>(() => Check($"{Layers}\n{lines}"));
        Assert.Contains(error.Problems, problem => problem.ToString().Contains(found, StringComparison.Ordinal));
        Assert.All(error.Problems, problem => Assert.Matches(@"recipe\.yaml:\d+:\d+", problem.Where));
    }

    [Fact]
    public void WithoutValidationNothingIsJudged()
    {
        var text = $"{Lines.Replace("validation: 200", "validation: 0", StringComparison.Ordinal)}\n{Layers}\nfinish: [ float16 ]";
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, text), Purpose.Train));
        Assert.Contains("without a validation split", error.Message, StringComparison.Ordinal);
    }

    private static float[] First(OnnxModel model) =>
        System
            .Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
                model.Proto.Graph.Initializer.First(tensor => tensor.Dims.Count == 4).RawData.Span
            )
            .ToArray();

    private RunRecord Run(string name, string lines) =>
        new Distiller(Tiny.Place(folder)).Run(Tiny.Measured(Check(lines)), new RunOptions { Out = folder.In(name), Threads = 2 });

    private CheckedRecipe Check(string lines) =>
        new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, $"{Lines}\n{lines}"), Purpose.Train);
}
