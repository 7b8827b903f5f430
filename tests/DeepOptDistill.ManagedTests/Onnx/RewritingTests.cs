using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Onnx.Rewriting;

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

    private static OnnxModel Net(bool biased, int seed, bool softmax = false, float largest = 1)
    {
        var random = new Random(seed);
        var graph = new GraphBuilder("net");
        List<string> read = [graph.Input("x", null, 40),
            graph.Constant("w", [largest, .. Enumerable.Range(1, 319).Select(_ => random.NextSingle() - 0.5f)], 40, 8)];
        if (biased) read.Add(graph.Constant("b", [.. Enumerable.Range(0, 8).Select(_ => random.NextSingle())], 8));
        var last = graph.Node("Gemm", "gemm", read);
        graph.Output(softmax ? graph.Node("Softmax", "softmax", [last]) : last, "y", null, 8);
        return graph.Build();
    }

    private static float[] Floats(OnnxModel model, string name) => System.Runtime.InteropServices.MemoryMarshal
        .Cast<byte, float>(model.Proto.Graph.Initializer.Single(tensor => tensor.Name == name).RawData.Span).ToArray();
}
