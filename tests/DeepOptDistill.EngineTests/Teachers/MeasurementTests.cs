using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>Size, shapes and time of ONNX files.</summary>
public sealed class MeasurementTests : IDisposable
{
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Convolutions 1-32-32 at 28×28, 32-64-64 at 14×14, 64-128-128 at 7×7 with bias, then 128 → 10.</summary>
    [Fact]
    public void A_shipped_teacher_counts_as_by_hand()
    {
        (int From, int To, int Side)[] layers = [(1, 32, 28), (32, 32, 28), (32, 64, 14), (64, 64, 14), (64, 128, 7), (128, 128, 7)];
        var found = ModelMeasure.Of(ShippedTeacher.File("fashion-cnn-a"));
        Assert.Equal(layers.Sum(l => 9 * l.From * l.To + l.To) + 1290, found.Parameters);
        Assert.Equal(layers.Sum(l => 9 * l.From * l.To * l.Side * l.Side) + 1280, found.Macs);
        Assert.Equal(new FileInfo(ShippedTeacher.File("fashion-cnn-a")).Length, found.Bytes);
    }

    [Fact]
    public void Shapes_are_those_of_one_sample()
    {
        var found = ModelInspection.Inspect(ShippedTeacher.File("fashion-residual-b"));
        Assert.Equal([1, 24, 28, 28], found.Tensors.Single(t => t.Name == "/stem/stem.2/PRelu_output_0").Shape);
        Assert.Equal([1, 48, 14, 14], found.Tensors.Single(t => t.Name == "/Add_1_output_0").Shape);
        Assert.Equal([1, 96], found.Tensors.Single(t => t.Name == "/Flatten_output_0").Shape);
        Assert.Equal((found.Parameters, found.Macs), (found.Tensors.Sum(t => t.Parameters), found.Tensors.Sum(t => t.Macs)));
        Assert.Equal(24, found.Tensors.Single(t => t.Op == "PRelu").Parameters);
        Assert.Equal(
            found.Tensors.Where(t => t.Name != "probabilities").Select(t => t.Name),
            found.Tensors.Where(t => t.IsTap).Select(t => t.Name)
        );
        Assert.Equal(("pytorch 1.13.0", 13), (found.Producer, found.Opset));
    }

    [Fact]
    public void A_fixed_batch_costs_per_sample_what_a_free_one_does()
    {
        folder.With("fashion-cnn-a", graph => graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 5 });
        var (fixedBatch, free) = (ModelInspection.Inspect(folder.File), ModelInspection.Inspect(ShippedTeacher.File("fashion-cnn-a")));
        Assert.Equal((free.Parameters, free.Macs), (fixedBatch.Parameters, fixedBatch.Macs));
        Assert.Equal(free.Tensors.Where(t => t.IsTap).Select(t => t.Name), fixedBatch.Tensors.Where(t => t.IsTap).Select(t => t.Name));
    }

    [Fact]
    public void Integers_truth_values_and_free_image_sizes_are_inspected_too()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 1, null, null);
        var shape = graph.Node("Shape", "shape", [x]);
        var positive = graph.Node("Greater", "positive", [x, graph.Constant("zero", [0f])]);
        graph.Node("Not", "negative", [positive]);
        graph.Output(graph.Node("Reshape", "same", [graph.Node("Relu", "relu", [x]), shape]), "y", null, 1, null, null);
        folder.With(graph.Build());
        Assert.Contains(
            "expected a tensor of numbers or text whose dimensions behind the batch are fixed",
            Assert.Throws<InputException>(() => ModelInspection.Inspect(folder.File)).Message,
            StringComparison.Ordinal
        );
        var found = ModelInspection.Inspect(folder.File, new(1, 6, 7)).Tensors;
        Assert.Equal(
            ["shape int64 4", "positive bool 1,1,6,7", "negative bool 1,1,6,7", "relu float 1,1,6,7", "y float 1,1,6,7"],
            found.Select(t => $"{t.Name} {t.ElementType} {string.Join(',', t.Shape)}")
        );
        Assert.Equal(["relu"], found.Where(t => t.IsTap).Select(t => t.Name));
    }

    /// <summary>The file does not say of what type the result of If is; the runtime finds out.</summary>
    [Fact]
    public void What_a_branch_computes_is_inspected_too()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 3);
        var condition = graph.Node("Cast", "condition", [graph.Node("ReduceSum", "sum", [x], ("keepdims", 0))], ("to", 9));
        graph.Output(graph.Node("Relu", "relu", [graph.Node("If", "branch", [condition])]), "y");
        var proto = graph.Build().Proto;
        proto.Graph.Node.Single(n => n.OpType == "If").Attribute.Add(new[] { "then_branch", "else_branch" }.Select(Branch));
        folder.With(new OnnxModel(proto));
        Assert.Equal(
            ["sum float ", "condition bool ", "branch float 1,3", "y float 1,3"],
            ModelInspection.Inspect(folder.File).Tensors.Select(t => $"{t.Name} {t.ElementType} {string.Join(',', t.Shape)}")
        );
    }

    private static AttributeProto Branch(string name)
    {
        var inside = new GraphBuilder(name);
        inside.Output(inside.Node("Neg", name + "_neg", [inside.Input("x", null, 3)]), name + "_result", null, 3);
        var branch = inside.Build().Proto.Graph;
        branch.Input.Clear();
        return new AttributeProto
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = branch,
        };
    }

    [Fact]
    public void Folding_a_norm_keeps_work_and_saves_parameters()
    {
        var graph = new GraphBuilder("g");
        var conv = graph.Node("Conv", "conv", [graph.Input("x", null, 2, 6, 6), graph.Constant("w", BareRuntime.Numbers(72), 4, 2, 3, 3)]);
        string[] norm = [.. new[] { "scale", "shift", "mean", "variance" }.Select(n => graph.Constant(n, [1, 2, 3, 4], 4))];
        graph.Output(graph.Node("BatchNormalization", "norm", [conv, .. norm]), "y");
        var model = graph.Build();
        folder.With(model);
        var before = ModelMeasure.Of(folder.File);
        folder.With(Folding.BatchNorm(model));
        var after = ModelMeasure.Of(folder.File);
        Assert.Equal((72 + 16, 72 + 4, before.Macs, 4 * 4 * 72), (before.Parameters, after.Parameters, after.Macs, before.Macs));
    }

    [Fact]
    public void The_median_is_that_of_the_clock()
    {
        var clock = new Ticking(TimeSpan.FromMilliseconds(3));
        Assert.Equal(3, Latency.MedianMs(ShippedTeacher.File("fashion-residual-b"), clock: clock), 1e-9);
        Assert.InRange(Latency.MedianMs(ShippedTeacher.File("fashion-residual-b")), 1e-3, 1e3);
    }

    /// <summary>Each look at this clock finds it one step later.</summary>
    private sealed class Ticking(TimeSpan step) : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now += step.Ticks;
    }
}
