using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Onnx.Rewriting;
using DeepOptDistill.Operators.Costs;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Graphs of graphs: what stays, and what changes by how much.</summary>
public class RewritingTests
{
    [Fact]
    public void HalvesAreHalfTheFileAndWidenedUnderTheOldName()
    {
        var model = Net(biased: true, seed: 1);
        var half = HalfWeights.Of(model);
        Assert.True(half.ToBytes().Length < 0.6 * model.ToBytes().Length);
        var (weight, cast) = (half.Proto.Graph.Initializer.Single(t => t.Dims.Count == 2), half.Proto.Graph.Node[0]);
        Assert.Equal(("Cast", "w", weight.Name), (cast.OpType, cast.Output[0], cast.Input[0]));
        Assert.Equal((int)TensorProto.Types.DataType.Float16, weight.DataType);
        var before = Floats(model, "w");
        for (var i = 0; i < before.Length; i++)
            Assert.Equal((Half)before[i], BitConverter.ToHalf(weight.RawData.Span[(2 * i)..]));
        // Few numbers are no smaller behind a node of their own.
        Assert.Equal(Floats(model, "b"), Floats(half, "b"));
        Assert.Equal(model.Inputs.Select(i => i.ToString()), half.Inputs.Select(i => i.ToString()));
        Assert.Equal(ModelCost.Learned(model).Parameters, ModelCost.Learned(half).Parameters);
    }

    [Fact]
    public void WhatHalvesDoNotHoldStays()
    {
        var model = Net(biased: true, seed: 1, largest: 70000);
        Assert.Equal(Floats(model, "w"), Floats(HalfWeights.Of(model), "w"));
    }

    [Fact]
    public void AMeanIsTheMeanOfEachNumber()
    {
        var models = new[] { 1, 2, 3 }.Select(seed => Net(biased: true, seed)).ToList();
        var mean = Floats(WeightMean.Of(models), "w");
        for (var i = 0; i < mean.Length; i++)
            Assert.Equal((float)models.Average(model => (double)Floats(model, "w")[i]), mean[i]);
        Assert.Equal(models[0].ToBytes(), WeightMean.Of([models[0], models[0]]).ToBytes());
        Assert.Throws<ArgumentException>(() => WeightMean.Of([models[0], Net(biased: false, seed: 1)]));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void LogitsAreShiftedInFrontOfASoftmax(bool biased, bool softmax)
    {
        float[] shifts = [0, 1.5f, 0, 0, -2, 0, 0, 0];
        var model = Net(biased, seed: 1, softmax: softmax);
        var shifted = LogitShift.Of(model, "y", shifts);
        var (nodes, before) = (shifted.Proto.Graph.Node, model.Proto.Graph.Node);
        if (biased)
        {
            Assert.Equal(before.Count, nodes.Count);
            Assert.Equal(Floats(model, "b").Zip(shifts, (b, shift) => b + shift), Floats(shifted, "b"));
            return;
        }
        var add = nodes.Single(node => node.OpType == "Add");
        Assert.Equal("Gemm", nodes.Single(node => node.Output[0] == add.Input[0]).OpType);
        Assert.Equal(softmax ? "Softmax" : "Add", nodes[^1].OpType);
        Assert.Equal("y", nodes[^1].Output[0]);
        Assert.Equal(shifts, Floats(shifted, add.Input[1]));
        Assert.Equal(before.Count + 1, nodes.Count);
    }

    /// <summary>Every layer but the last, whose outputs are logits, and none that has a norm already.</summary>
    [Fact]
    public void FreshNormsStandBehindLayersThatHaveNone()
    {
        var graph = new GraphBuilder("net");
        graph.Input("x", null, 2, 6, 6);
        string[] norm = ["gamma", "beta", "mean", "variance"];
        foreach (var name in norm)
            graph.Constant(name, [1, 1, 1], 3);
        var first = graph.Node("Conv", "first", ["x", graph.Constant("w1", new float[54], 3, 2, 3, 3)]);
        var normed = graph.Node("BatchNormalization", "normed", [first, .. norm]);
        var second = graph.Node("Conv", "second", [normed, graph.Constant("w2", new float[108], 4, 3, 3, 3)]);
        var flat = graph.Node("Flatten", "flat", [graph.Node("Relu", "relu", [second])]);
        var third = graph.Node("Gemm", "third", [flat, graph.Constant("w3", new float[80], 16, 5)]);
        var last = graph.Node(
            "Gemm",
            "last",
            [graph.Node("Relu", "relu3", [third]), graph.Constant("w4", new float[15], 3, 5)],
            ("transB", 1)
        );
        graph.Output(graph.Node("Softmax", "softmax", [last]), "y", null, 3);
        var model = graph.Build();
        var places = FreshNorms.Of(model, "y");
        Assert.Equal([new NormPlace("second", 4), new NormPlace("third", 5)], places);
        var statistics = places.ToDictionary(
            place => place.Tensor,
            place => new ChannelStatistics(
                [.. Enumerable.Range(1, place.Channels).Select(c => 0.5 * c)],
                [.. Enumerable.Range(1, place.Channels).Select(c => 0.1 * c)]
            )
        );
        var with = FreshNorms.With(model, statistics);
        var nodes = with.Proto.Graph.Node;
        Assert.Equal(model.Proto.Graph.Node.Count + 2, nodes.Count);
        Assert.Empty(FreshNorms.Of(with, "y"));
        var fresh = nodes.Single(node => node.Output[0] == "second");
        Assert.Equal(("BatchNormalization", "second/unnormalized"), (fresh.OpType, fresh.Input[0]));
        var (scale, shift, mean, variance) = (
            Floats(with, fresh.Input[1]),
            Floats(with, fresh.Input[2]),
            Floats(with, fresh.Input[3]),
            Floats(with, fresh.Input[4])
        );
        // γ·(x − μ) / √(σ² + ε) + β is x.
        foreach (var x in new[] { -3.0, 0, 2.5 })
            for (var c = 0; c < 4; c++)
                Assert.Equal(x, (scale[c] * (x - mean[c]) / Math.Sqrt(variance[c] + 1e-5)) + shift[c], 1e-6);
        // Folded again, the graph is what it was but for the names of weights.
        Assert.Equal(model.Proto.Graph.Node.Count - 1, Folding.BatchNorm(with).Proto.Graph.Node.Count);
    }

    /// <summary>A softmax may be named or typed otherwise behind it.</summary>
    [Fact]
    public void AnEndBehindTheSoftmaxIsLookedThrough()
    {
        var graph = new GraphBuilder("net");
        var last = graph.Node("MatMul", "last", [graph.Input("x", null, 4), graph.Constant("w", new float[12], 4, 3)]);
        graph.Output(graph.Node("Identity", "same", [graph.Node("Softmax", "softmax", [last])]), "y", null, 3);
        var nodes = LogitShift.Of(graph.Build(), "y", [1, 0, 0]).Proto.Graph.Node;
        Assert.Equal(["MatMul", "Add", "Softmax", "Identity"], nodes.Select(node => node.OpType));
    }

    /// <summary>Numbers behind logits of 16 bits are of 16 bits; in old files what is stored is declared as an input.</summary>
    [Fact]
    public void NewNumbersAreWrittenAsTheFileWritesThem()
    {
        var proto = Net(biased: false, seed: 1).Proto.Clone();
        const int Half = (int)TensorProto.Types.DataType.Float16;
        foreach (var value in proto.Graph.Input.Concat(proto.Graph.Output))
            value.Type.TensorType.ElemType = Half;
        (proto.Graph.Initializer[0].DataType, proto.Graph.Initializer[0].RawData) = (
            Half,
            Google.Protobuf.ByteString.CopyFrom(new byte[640])
        );
        var half = LogitShift.Of(new OnnxModel(proto), "y", [1, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(Half, half.Proto.Graph.Initializer[^1].DataType);
        Assert.Equal(16, half.Proto.Graph.Initializer[^1].RawData.Length);
        var old = Net(biased: false, seed: 1).Proto.Clone();
        old.IrVersion = 3;
        var shifted = LogitShift.Of(new OnnxModel(old), "y", [1, 0, 0, 0, 0, 0, 0, 0]).Proto.Graph;
        Assert.Equal(shifted.Initializer[^1].Name, shifted.Input[^1].Name);
        Assert.Equal([8], shifted.Input[^1].Type.TensorType.Shape.Dim.Select(dimension => dimension.DimValue));
    }

    /// <summary>A file that was folded before has names that another fold would like.</summary>
    [Fact]
    public void WhatIsFoldedTwiceHasNamesOfItsOwn()
    {
        OnnxModel Normed(OnnxModel model) =>
            FreshNorms.With(
                model,
                new Dictionary<string, ChannelStatistics>
                {
                    ["first"] = new([.. Enumerable.Repeat(0.5, 3)], [.. Enumerable.Repeat(2.0, 3)]),
                }
            );
        var graph = new GraphBuilder("net");
        var first = graph.Node("Conv", "first", [graph.Input("x", null, 2, 6, 6), graph.Constant("w1", new float[54], 3, 2, 3, 3)]);
        var flat = graph.Node("Flatten", "flat", [graph.Node("GlobalAveragePool", "pool", [graph.Node("Relu", "relu", [first])])]);
        graph.Output(graph.Node("Gemm", "last", [flat, graph.Constant("w2", new float[6], 3, 2)]), "y", null, 2);
        var once = Folding.BatchNorm(Normed(graph.Build()));
        var twice = Folding.BatchNorm(Normed(once));
        Assert.Equal(once.Proto.Graph.Initializer.Count, twice.Proto.Graph.Initializer.Count);
        Assert.Distinct(twice.Proto.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.Equal(once.Proto.Graph.Node.Count, twice.Proto.Graph.Node.Count);
    }

    private static OnnxModel Net(bool biased, int seed, bool softmax = false, float largest = 1)
    {
        var random = new Random(seed);
        var graph = new GraphBuilder("net");
        List<string> read =
        [
            graph.Input("x", null, 40),
            graph.Constant("w", [largest, .. Enumerable.Range(1, 319).Select(_ => random.NextSingle() - 0.5f)], 40, 8),
        ];
        if (biased)
            read.Add(graph.Constant("b", [.. Enumerable.Range(0, 8).Select(_ => random.NextSingle())], 8));
        var last = graph.Node("Gemm", "gemm", read);
        graph.Output(softmax ? graph.Node("Softmax", "softmax", [last]) : last, "y", null, 8);
        return graph.Build();
    }

    private static float[] Floats(OnnxModel model, string name) =>
        System
            .Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
                model.Proto.Graph.Initializer.Single(tensor => tensor.Name == name).RawData.Span
            )
            .ToArray();
}
