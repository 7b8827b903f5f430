using System.Diagnostics;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// Learned numbers and work of networks in many forms, each counted by hand; written by <c>scripts/reference/operators.py</c>. The first
/// layer of most is a convolution of 8×8 pixels to 4 channels (40 numbers, 2,304 products), the last a linear layer 4 → 3 (15 and 12).
/// </summary>
public sealed class OperatorCountTests : IDisposable
{
    private const int Numbers = 40 + 15;
    private const int Products = (64 * 36) + 12;

    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("quantize-dequantize", Numbers, Products)]
    [InlineData("concat", Numbers, Products)]
    [InlineData("slice-split-clip-expand", 36 + 8 + 12 + 1, Products)]
    [InlineData("cast-reshape-transpose", Numbers, Products)]
    [InlineData("weight-norm", Numbers + 4, Products)]
    [InlineData("constant-floats", 192 + 3, 192)]
    [InlineData("class-token", 4 + (3 * 68) + 3, 3 * 68)]
    [InlineData("sparse", 6 + 4 + 15, Products)]
    [InlineData("shared", Numbers, (2 * 64 * 36) + 12)]
    [InlineData("tied", 80, 80)]
    public void Numbers_behind_constant_paths_count_once(string file, long parameters, long macs) => AssertCounts(file, parameters, macs);

    [Theory]
    [InlineData("fused-conv", Numbers, Products)]
    [InlineData("fused-products", (16 * 64) + 16 + (4 * 16) + 4 + 15, (16 * 64) + (4 * 16) + 12)]
    [InlineData("attention", (8 * 24) + 24 + 16 + 27, (8 * 8 * 24) + (2 * 8 * 8 * 8) + 24)]
    [InlineData("multi-head-attention", 64 + 24 + 27, (8 * 8 * 8) + (2 * 8 * 8 * 8) + 24)]
    [InlineData("embeddings", (20 * 8) + (6 * 8) + (2 * 8) + 16 + (8 * 24) + 24 + 27, (6 * 8 * 24) + (2 * 6 * 6 * 8) + 24)]
    [InlineData("four-bits", (64 * 4) + 15, (64 * 4) + 12)]
    [InlineData("dynamic-quantization", (64 * 4) + 4 + 15, (64 * 4) + 12)]
    [InlineData("integer-to-float", (64 * 4) + 4 + 15, (64 * 4) + 12)]
    [InlineData("quantized-gemm", (64 * 4) + 4 + 15, (64 * 4) + 12)]
    [InlineData("quantized-channels-last", Numbers, Products)]
    public void What_the_runtime_s_optimizers_and_quantizers_write_is_counted(string file, long parameters, long macs) =>
        AssertCounts(file, parameters, macs);

    [Theory]
    [InlineData("lstm", (4 * 4 * (8 + 4)) + 32 + 15, (8 * 4 * 4 * (8 + 4)) + 12)]
    [InlineData("gru", (3 * 4 * (8 + 4)) + 24 + 15, (8 * 3 * 4 * (8 + 4)) + 12)]
    [InlineData("rnn", (4 * (8 + 4)) + 8 + 15, (8 * 4 * (8 + 4)) + 12)]
    [InlineData("stateful", (3 * 4 * (8 + 4)) + 24 + 15, (8 * 3 * 4 * (8 + 4)) + 12)]
    [InlineData("time-first", (4 * 4 * (5 + 4)) + 32 + 15, (20 * 4 * 4 * (5 + 4)) + 12)]
    [InlineData("einsum", 64 + 27, (3 * 8 * 8 * 8) + 24)]
    [InlineData("if-constant", Numbers, Products)]
    [InlineData("if-alike", Numbers, Products)]
    [InlineData("scan", 32 + 16 + 15, 32 + (8 * (32 + 16)) + 12)]
    [InlineData("loop", 32 + 16 + 15, 32 + (5 * 16) + 12)]
    [InlineData("functions", 36 + 4 + 144 + 15, (64 * 36) + (64 * 144) + 12)]
    [InlineData("unsorted", 36 + 4 + 144 + 15, (64 * 36) + (64 * 144) + 12)]
    public void Steps_bodies_and_functions_count_as_often_as_they_run(string file, long parameters, long macs) =>
        AssertCounts(file, parameters, macs);

    [Theory]
    [InlineData("dropout-mask", (64 * 4) + 4 + 15, (64 * 4) + 12)]
    [InlineData("sequence", 40 + 6 + 3, (64 * 36) + 6)]
    [InlineData("tf-idf", 15, 12)]
    [InlineData("without-batch", (4 * 27) + 4 + 15, (64 * 4 * 27) + 12)]
    [InlineData("fixed-batch", Numbers, Products)]
    [InlineData("tree-1", 3, 0)]
    [InlineData("tree-3-double", 3, 0)]
    [InlineData("tree-5", 3, 0)]
    [InlineData("linear-classifier-fixed", 6, 4)]
    public void Valid_files_of_any_type_are_measured(string file, long parameters, long macs) => AssertCounts(file, parameters, macs);

    /// <summary>What no rule describes is named, and so is a body that the data may leave out or repeat.</summary>
    [Theory]
    [InlineData("not-described", 15, 12, "com.microsoft.CDist", "com.microsoft.CDist")]
    [InlineData("if-data", Numbers, 12, "", "If")]
    [InlineData("loop-data", 32 + 16 + 15, 32 + 16 + 12, "", "Loop")]
    public void What_is_not_counted_is_named(string file, long parameters, long macs, string parametersUnknown, string macsUnknown)
    {
        var found = ModelInspection.Inspect(PathOf(file));
        Assert.Equal((parameters, macs), (found.Parameters, found.Macs));
        Assert.Equal(parametersUnknown, string.Join(", ", found.ParametersUnknown));
        Assert.Equal(macsUnknown, string.Join(", ", found.MacsUnknown));
        Assert.True(found.Tensors[^1].IsMacsToHereAtLeast);
        var measure = ModelMeasure.Of(PathOf(file));
        Assert.Equal((found.Macs, macsUnknown), (measure.Macs, string.Join(", ", measure.MacsUnknown)));
    }

    /// <summary>
    /// W + A·B, as an adapter of low rank leaves it in the file: all of it learned, A·B computed once and not for each sample.
    /// </summary>
    [Fact]
    public void A_product_of_stored_numbers_is_no_work_for_a_sample()
    {
        var graph = new GraphBuilder("g");
        var (x, w) = (graph.Input("x", null, 6), graph.Constant("w", BareRuntime.Numbers(30), 6, 5));
        string[] factors = [graph.Constant("a", BareRuntime.Numbers(12), 6, 2), graph.Constant("b", BareRuntime.Numbers(10), 2, 5)];
        var adapted = graph.Node("Add", "adapted", [w, graph.Node("MatMul", "ab", factors)]);
        graph.Output(graph.Node("MatMul", "y", [x, adapted]), "y", null, 5);
        folder.With(graph.Build());
        var found = ModelInspection.Inspect(folder.File);
        Assert.Equal((30L + 12 + 10, 30L), (found.Parameters, found.Macs));
        Assert.Equal((found.Parameters, found.Macs), (ModelMeasure.Of(folder.File).Parameters, ModelMeasure.Of(folder.File).Macs));
    }

    /// <summary>
    /// A loop that hands on a longer state than it took, as a decoder with its keys and values: step t multiplies t rows of 4 by 4×4, and
    /// three steps 16·(1 + 2 + 3) where shapes of the first alone would say 3·16.
    /// </summary>
    [Theory]
    [InlineData(true, "Loop")]
    [InlineData(false, "")]
    public void A_loop_whose_state_grows_counts_at_least(bool grows, string unknown)
    {
        var graph = new GraphBuilder("g");
        string[] inputs = [graph.Constant("times", [3L]), "", graph.Input("x", null, 1, 4)];
        graph.Constant("w", BareRuntime.Numbers(16), 4, 4);
        graph.Node("Loop", "looped", inputs);
        graph.Output(graph.Node("ReduceMean", "y", ["looped"], ("axes", new long[] { 1 })), "y", null, null, 4);
        var model = graph.Build();
        model.Proto.Graph.Node[0].Attribute.Add(Step(grows));
        folder.With(model);
        var found = ModelInspection.Inspect(folder.File);
        Assert.Equal((16L, 3L * 16, unknown), (found.Parameters, found.Macs, string.Join(", ", found.MacsUnknown)));
    }

    /// <summary>A branch that answers with stored weights: which of them are read behind it, the count can't tell, and says so.</summary>
    [Fact]
    public void Weights_that_a_branch_chooses_count_at_least()
    {
        var graph = new GraphBuilder("g");
        var (x, first) = (graph.Input("x", null, 4), graph.Constant("w1", BareRuntime.Numbers(12), 4, 3));
        graph.Constant("w2", BareRuntime.Numbers(12), 4, 3);
        var most = graph.Node("ReduceMax", "most", [x], ("keepdims", 0));
        graph.Node("If", "chosen", [graph.Node("Greater", "is", [most, graph.Constant("zero", [0f])])]);
        graph.Output(graph.Node("MatMul", "y", [x, "chosen"]), "y", null, 3);
        var model = graph.Build();
        model
            .Proto.Graph.Node.Single(node => node.OpType == "If")
            .Attribute.Add([Answer("then_branch", first), Answer("else_branch", "w2")]);
        folder.With(model);
        Assert.Equal(["If"], ModelInspection.Inspect(folder.File).ParametersUnknown);
    }

    private static AttributeProto Answer(string branch, string weights)
    {
        var inside = new GraphBuilder(branch);
        inside.Output(inside.Node("Identity", branch + "_w", [inside.Input(weights, 4, 3)]), branch + "_out", 4, 3);
        var body = inside.Build().Proto.Graph;
        body.Input.Clear();
        return new AttributeProto
        {
            Name = branch,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = body,
        };
    }

    /// <summary>Numbers whose shape alone is asked are not learned.</summary>
    [Fact]
    public void Numbers_that_only_tell_a_shape_are_not_learned()
    {
        var graph = new GraphBuilder("g");
        var told = graph.Node("Shape", "told", [graph.Constant("form", BareRuntime.Numbers(4), 1, 4)]);
        var size = graph.Node("Cast", "size", [told], ("to", (long)TensorProto.Types.DataType.Float));
        var scaled = graph.Node("Mul", "scaled", [graph.Input("x", null, 1), graph.Node("ReduceProd", "area", [size])]);
        var wide = graph.Node("Expand", "wide", [scaled, told]);
        graph.Output(graph.Node("MatMul", "y", [wide, graph.Constant("w", BareRuntime.Numbers(12), 4, 3)]), "y", null, 3);
        folder.With(graph.Build());
        Assert.Equal(12L, ModelInspection.Inspect(folder.File).Parameters);
    }

    /// <summary>As caches lay files: the bytes are those of the file, not of the link.</summary>
    [Fact]
    public void A_link_has_the_bytes_of_its_file()
    {
        var link = folder.File + ".link.onnx";
        File.CreateSymbolicLink(link, PathOf("concat"));
        var bytes = new FileInfo(PathOf("concat")).Length;
        Assert.Equal((bytes, bytes), (ModelInspection.Inspect(link).Bytes, ModelMeasure.Of(link).Bytes));
    }

    private static AttributeProto Step(bool grows)
    {
        var inside = new GraphBuilder("step");
        inside.Input("i");
        // The weight is the outer graph's: it is declared for the builder alone.
        const int Outer = 3;
        var (go, before) = (inside.Input("go"), inside.Input("before", null, null, 4));
        var product = inside.Node("MatMul", "product", [before, inside.Input("w", 4, 4)]);
        var mean = inside.Node("ReduceMean", "mean", [product], ("axes", new long[] { 1 }));
        inside.Output(inside.Node("Identity", "on", [go]), "on");
        inside.Output(grows ? inside.Node("Concat", "after", [before, mean], ("axis", 1)) : mean, "state", null, null, 4);
        var step = inside.Build().Proto.Graph;
        step.Input.RemoveAt(Outer);
        step.Input[0].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int64;
        foreach (var flag in (ValueInfoProto[])[step.Input[1], step.Output[0]])
            flag.Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Bool;
        return new AttributeProto
        {
            Name = "body",
            Type = AttributeProto.Types.AttributeType.Graph,
            G = step,
        };
    }

    /// <summary>Where no run shows shapes, the learned numbers are still known, and the reason of the dash is told.</summary>
    [Fact]
    public void A_network_that_does_not_run_keeps_its_parameters()
    {
        var graph = new GraphBuilder("g");
        var flat = graph.Node("Reshape", "flat", [graph.Input("x", null, 1, 8, 8), graph.Constant("shape", [3L, 50L])]);
        graph.Output(graph.Node("MatMul", "y", [flat, graph.Constant("w", BareRuntime.Numbers(100), 50, 2)]), "y");
        folder.With(graph.Build());
        var measure = ModelMeasure.Of(folder.File);
        Assert.Equal((100L, null), (measure.Parameters, measure.Macs));
        Assert.Contains("model.onnx", measure.NotCounted, StringComparison.Ordinal);
        var time = Latency.Try(folder.File);
        Assert.Null(time.Ms);
        Assert.Contains("ONNX Runtime refuses", time.NotMeasured, StringComparison.Ordinal);
        Assert.Equal(time.NotMeasured, Latency.Obstacle(folder.File));
        Assert.Equal(4, Latency.Try(PathOf("fixed-batch")).Batch);
        Assert.Null(Latency.Obstacle(PathOf("concat")));
    }

    /// <summary>What is inside a function, behind a sequence, or in reverse order, computes as a part what it does in the whole.</summary>
    [Theory]
    [InlineData("functions", "t/inner", "t/c")]
    [InlineData("sequence", "h", "s1")]
    [InlineData("unsorted", "r0", "c1")]
    public void Taps_are_inside(string file, string tap, string another)
    {
        var model = OnnxModel.Read(PathOf(file));
        var taps = TapPoint.Of(model, null, file).ToDictionary(t => t.Tensor);
        Assert.Contains(tap, taps.Keys);
        Assert.Contains(another, taps.Keys);
        folder.With(Cut.Below(model, tap));
        var part = ModelMeasure.Of(folder.File);
        Assert.Equal((part.Parameters, part.Macs), (taps[tap].ParametersToHere, (long?)taps[tap].MacsToHere));
        var images = BareRuntime.Numbers(3 * 64);
        BareRuntime.AssertClose(
            BareRuntime.Run(Taps.Expose(model, [tap]), images, 3, 1, 8, 8)[1],
            BareRuntime.Run(OnnxModel.Read(folder.File), images, 3, 1, 8, 8)[0]
        );
    }

    /// <summary>The runtime takes the file as it is, with its functions and in its order.</summary>
    [Theory]
    [InlineData("functions")]
    [InlineData("unsorted")]
    public void A_file_made_plain_answers_as_before(string file)
    {
        var images = BareRuntime.Numbers(3 * 64);
        var raw = new OnnxModel(ModelProto.Parser.ParseFrom(File.ReadAllBytes(PathOf(file))));
        BareRuntime.AssertClose(
            BareRuntime.Run(raw, images, 3, 1, 8, 8)[0],
            BareRuntime.Run(OnnxModel.Read(PathOf(file)), images, 3, 1, 8, 8)[0]
        );
    }

    [Fact]
    public void The_time_of_a_fixed_batch_is_that_of_one_sample()
    {
        var clock = new Ticking(TimeSpan.FromMilliseconds(8));
        Assert.Equal(2, Latency.MedianMs(PathOf("fixed-batch"), clock: clock), 1e-9);
        Assert.Equal(8, Latency.MedianMs(PathOf("concat"), clock: clock), 1e-9);
        Assert.Equal(8, Latency.MedianMs(PathOf("without-batch"), clock: clock), 1e-9);
        Assert.Equal(8, Latency.MedianMs(PathOf("time-first"), clock: clock), 1e-9);
    }

    /// <summary>Twelve thousand nodes in seconds: no step looks at all nodes for each of them.</summary>
    [Fact]
    public void Deep_chains_are_inspected_in_seconds()
    {
        var graph = new GraphBuilder("g");
        var (last, factor) = (graph.Node("Flatten", "t0", [graph.Input("x", null, 4, 4)]), graph.Constant("s", [1.0001f]));
        for (var i = 1; i <= 12_000; i++)
            last = graph.Node(i % 2 == 0 ? "Mul" : "Add", $"t{i}", [last, factor]);
        graph.Output(graph.Node("MatMul", "y", [last, graph.Constant("w", BareRuntime.Numbers(160), 16, 10)]), "y");
        folder.With(graph.Build());
        var watch = Stopwatch.StartNew();
        var found = ModelInspection.Inspect(folder.File);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.Equal((160, 160, 12_002, 12_001), (found.Parameters, found.Macs, found.Tensors.Count, found.Tensors.Count(t => t.IsTap)));
    }

    private static string PathOf(string file) =>
        Repository.In("tests", "DeepOptDistill.EngineTests", "Teachers", "Operators", file + ".onnx");

    private static void AssertCounts(string file, long parameters, long macs)
    {
        var found = ModelInspection.Inspect(PathOf(file));
        Assert.Equal((parameters, macs), (found.Parameters, found.Macs));
        Assert.Empty(found.ParametersUnknown);
        Assert.Empty(found.MacsUnknown);
        Assert.Equal((parameters, macs), (found.Tensors.Sum(t => t.Parameters), found.Tensors.Sum(t => t.Macs)));
    }

    /// <summary>Each look at this clock finds it one step later.</summary>
    private sealed class Ticking(TimeSpan step) : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now += step.Ticks;
    }
}
