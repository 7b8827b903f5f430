using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Cli;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>Files whose sizes are free, or that do not run on zeros, are inspected all the same.</summary>
public sealed class InspectedShapeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>An image of 10×20 through a convolution of 3×3 without padding: 8·18 places, 5 filters of 3·9.</summary>
    [Fact]
    public void ShapesThatAreSaidAreCounted()
    {
        FreeSize().Write(folder.In("net.onnx"));
        var (code, output, _) = DeepOpt.Run(folder.Path, "inspect", "net.onnx", "--input", "image=1x3x10x20");
        Assert.Equal(0, code);
        Assert.Contains($"140 parameters, {8 * 18 * 5 * 27:#,0} multiply-accumulates", output, StringComparison.Ordinal);
        Assert.Contains("1×5×8×18", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "'deepopt inspect' takes a shape: --input image=1x3x224x224")]
    [InlineData("imag=1x3x8x8", "Did you mean 'image'?")]
    [InlineData("image=1x1x8x8", "--input image: found 1×1×8×8; expected image float N×3×?×?")]
    [InlineData("image=1x3x8", "--input image: found 1×3×8")]
    [InlineData("image=1x3xax8", "--input: found 'image=1x3xax8'")]
    [InlineData("image=1x3x0x8", "--input: found 'image=1x3x0x8'")]
    [InlineData("1x3x8x8", "--input: found '1x3x8x8'")]
    [InlineData("image=1x3x99999x99999", "a sample of less than 2²⁸ numbers")]
    public void WrongShapesAreNamed(string said, string named)
    {
        FreeSize().Write(folder.In("net.onnx"));
        string[] option = said.Length == 0 ? [] : ["--input", said];
        var (code, _, errors) = DeepOpt.Run(folder.Path, ["inspect", "net.onnx", .. option]);
        Assert.Equal(2, code);
        Assert.Contains(named, errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    /// <summary>Zeros that a lookup refuses: shapes follow from the graph, and what they do not tell is not counted, and said so.</summary>
    [Fact]
    public void WhatDoesNotRunIsCountedAsFarAsItIsKnown()
    {
        Stopping().Write(folder.In("net.onnx"));
        Assert.Throws<InputException>(() => ModelInspection.Inspect(folder.In("net.onnx")));
        var found = ModelInspection.Look(folder.In("net.onnx"), new Dictionary<string, long[]>());
        Assert.NotNull(found.NotRun);
        Assert.Equal((8 * 4) + (2 * 3), found.Parameters);
        Assert.Equal(8 * 4, found.Macs);
        Assert.Equal(["MatMul"], found.MacsUnknown);
        Assert.Equal(["first"], found.Tensors.Where(tensor => tensor.Macs > 0).Select(tensor => tensor.Name));
        var (code, output, _) = DeepOpt.Run(folder.Path, "inspect", "net.onnx");
        Assert.Equal(0, code);
        Assert.Contains("It does not run on zeros", output, StringComparison.Ordinal);
        Assert.Contains("at least 32 multiply-accumulates", output, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A shape of another rank than an operator wants is told, not counted.</summary>
    [Fact]
    public void AShapeOfAnotherRankIsNoCrash()
    {
        var graph = new GraphBuilder("flat");
        graph.Output(graph.Node("Gemm", "fc", [graph.Input("x", null, 8), graph.Constant("w", new float[24], 8, 3)]), "y", null, 3);
        var proto = graph.Build().Proto.Clone();
        proto.Graph.Input[0].Type.TensorType.Shape = null;
        new OnnxModel(proto).Write(folder.In("net.onnx"));
        var (code, _, errors) = DeepOpt.Run(folder.Path, "inspect", "net.onnx", "--input", "x=4");
        Assert.InRange(code, 0, 2);
        Assert.NotEqual(1, code);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal(2, DeepOpt.Run(folder.Path, "inspect", "net.onnx", "--input", "x=1x8", "--input", "x=1x8").Code);
        Assert.Equal(0, DeepOpt.Run(folder.Path, "inspect", "net.onnx", "--input", "x=1x8").Code);
    }

    private static OnnxModel FreeSize()
    {
        var graph = new GraphBuilder("free");
        graph.Input("image", null, 3, null, null);
        var conv = graph.Node(
            "Conv",
            "conv",
            ["image", graph.Constant("w", new float[135], 5, 3, 3, 3), graph.Constant("b", new float[5], 5)]
        );
        graph.Output(graph.Node("Flatten", "flat", [graph.Node("GlobalAveragePool", "pool", [conv])]), "y", null, 5);
        return graph.Build();
    }

    /// <summary>A reshape of nothing into 20 numbers stops it; how many rows the second product has depends on data.</summary>
    private static OnnxModel Stopping()
    {
        var graph = new GraphBuilder("stops");
        graph.Input("x", null, 8);
        var first = graph.Node("MatMul", "first", ["x", graph.Constant("w", new float[32], 8, 4)]);
        var places = graph.Node("NonZero", "places", [first]);
        var rows = graph.Node("Transpose", "rows", [places], ("perm", new[] { 1L, 0L }));
        var cast = graph.Node("Cast", "cast", [rows], ("to", 1));
        graph.Output(graph.Node("MatMul", "second", [cast, graph.Constant("v", new float[6], 2, 3)]), "y", null, null);
        graph.Output(graph.Node("Reshape", "padded", [cast, graph.Constant("shape", [5L, 4L])]), "z", null, null);
        return graph.Build();
    }
}
