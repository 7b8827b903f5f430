using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>What a network costs that answers one image.</summary>
/// <param name="Parameters">Learned numbers, batch norm folded.</param>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="LatencyMs">Median time in ONNX Runtime on one thread, in milliseconds.</param>
internal sealed record NetworkCost(long Parameters, long Macs, double LatencyMs)
{
    /// <summary>Measures a network without its trained weights: neither number depends on them.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="image">Shape of an image.</param>
    public static NetworkCost Of(StudentSpec spec, SampleShape image)
    {
        var folder = Directory.CreateTempSubdirectory("deepopt-study-");
        try
        {
            var path = Path.Combine(folder.FullName, "network.onnx");
            using (var network = Network.Outline(spec))
                OnnxExport.Of(network).Model.Write(path);
            return Of(path, image);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Measures an ONNX file.</summary>
    public static NetworkCost Of(string path, SampleShape image)
    {
        var measure = ModelInspection.Inspect(path, image);
        return new(measure.Parameters, measure.Macs, Latency.MedianMs(path, image));
    }

    /// <summary>The costs of several that answer one after the other.</summary>
    public static NetworkCost Sum(IEnumerable<NetworkCost> members) =>
        members.Aggregate((a, b) => new(a.Parameters + b.Parameters, a.Macs + b.Macs, a.LatencyMs + b.LatencyMs));
}
