using DeepOptDistill.Core.Problems;
using DeepOptDistill.ManagedTests.Data;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Whoever only looks at a large file leaves its weights where they are.</summary>
public sealed class LargeWeightsTests : IDisposable
{
    private const int Width = 1024,
        Layers = 8;
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public LargeWeightsTests()
    {
        path = folder["large.onnx"];
        var graph = new GraphBuilder("large");
        var last = graph.Input("x", null, Width);
        for (var layer = 0; layer < Layers; layer++)
            last = graph.Node("MatMul", $"y{layer}", [last, graph.Constant($"w{layer}", Numbers(layer), Width, Width)]);
        graph.Output(graph.Node("Mul", "out", [last, graph.Constant("half", [0.5f], 1)]), "out", null, Width);
        graph.Build().Write(path);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void LargeWeightsStayInTheFileAndSmallOnesAreRead()
    {
        var (whole, look) = (OnnxModel.Read(path), OnnxModel.Look(path, large: 0));
        Assert.Null(whole.WeightFolder);
        Assert.Equal(folder.Path, look.WeightFolder);
        Assert.Equal([path], look.Files);
        Assert.Equal(whole.Proto.Graph.Node, look.Proto.Graph.Node);
        Assert.Equal(whole.Proto.Graph.Input, look.Proto.Graph.Input);
        Assert.Equal(whole.Proto.OpsetImport, look.Proto.OpsetImport);
        var bytes = File.ReadAllBytes(path);
        foreach (var (one, other) in whole.Proto.Graph.Initializer.Zip(look.Proto.Graph.Initializer))
        {
            Assert.Equal((one.Name, one.DataType), (other.Name, other.DataType));
            Assert.Equal(one.Dims, other.Dims);
            var place = other.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
            var there =
                place.Count == 0
                    ? other.RawData.ToByteArray()
                    : bytes.AsSpan(int.Parse(place["offset"]), int.Parse(place["length"])).ToArray();
            Assert.Equal(one.HasRawData && one.RawData.Length > 1 << 20, place.Count > 0);
            if (one.HasRawData)
                Assert.Equal(one.RawData.ToByteArray(), there);
        }
        Assert.Equal(Layers, look.Proto.Graph.Initializer.Count(weights => weights.ExternalData.Count > 0));
    }

    [Fact]
    public void LookingTakesNoMemoryForThem()
    {
        OnnxModel.Look(path, large: 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var model = OnnxModel.Look(path, large: 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, new FileInfo(path).Length / 16);
        Assert.Equal(Layers + 1, model.Proto.Graph.Node.Count);
    }

    [Fact]
    public void NaNIsFoundInThem()
    {
        Assert.Empty(Weights.WithNaN(OnnxModel.Look(path, large: 0)));
        var bytes = File.ReadAllBytes(path);
        var place = OnnxModel.Look(path, large: 0).Proto.Graph.Initializer[3].ExternalData.Single(entry => entry.Key == "offset").Value;
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, int.Parse(place) + 400);
        File.WriteAllBytes(path, bytes);
        Assert.Equal(["w3"], Weights.WithNaN(OnnxModel.Look(path, large: 0)));
        Assert.Equal(["w3"], Weights.WithNaN(OnnxModel.Read(path)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(5_000_000)]
    public void ADamagedFileIsNamedAsEver(int length)
    {
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        var expected = Assert.Throws<InputException>(() => OnnxModel.Read(path)).Message;
        Assert.Equal(expected, Assert.Throws<InputException>(() => OnnxModel.Look(path, large: 0)).Message);
    }

    [Fact]
    public void ALinkIsReadAsAWhole()
    {
        File.CreateSymbolicLink(folder["link.onnx"], path);
        Assert.Null(OnnxModel.Look(folder["link.onnx"], large: 0).WeightFolder);
    }

    private static float[] Numbers(int seed) => [.. Enumerable.Range(0, Width * Width).Select(i => MathF.Sin(i + seed) / Width)];
}
