using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Writes a trained network as ONNX and lets it through only if ONNX Runtime answers as libtorch does:
/// on 256 real samples max |Δ| ≤ 1e-4 of the largest |logit| or value, and the same class wherever the margin between the two best exceeds max |Δ|.
/// </summary>
internal static class Exporter
{
    private const int Samples = 256;
    private const double Tolerance = 1e-4;

    /// <summary>Exports under a temporary name, compares, renames. Gives max |Δ| relative to the largest |logit|.</summary>
    /// <exception cref="RunFailedException">The two disagree; nothing is left under the final name.</exception>
    public static double Run(Network network, SampleSet images, string path, int threads)
    {
        var candidate = path + AtomicFile.TemporarySuffix + ".onnx";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllBytes(candidate, OnnxExport.Of(network, images.Shape.Columns?.Names).Model.ToBytes());
            var error = Gate(network, images, candidate, threads);
            AtomicFile.WriteBytes(path, File.ReadAllBytes(candidate));
            return error;
        }
        finally
        {
            File.Delete(candidate);
        }
    }

    private static double Gate(Network network, SampleSet images, string candidate, int threads)
    {
        var count = Math.Min(Samples, images.Count);
        var torch = Predictor.Logits(network, images, count);
        var onnx = new float[torch.Length];
        var spec = new TeacherSpec { Name = network.Spec.Name, Model = Path.GetFileName(candidate) };
        using (var teacher = Teacher.Open(spec, Path.GetDirectoryName(Path.GetFullPath(candidate))!, images.Shape, network.Classes, threads, images.Task))
            teacher.Answer(images, count, onnx);
        return Compare(torch, onnx, network.Classes, images.Task);
    }

    /// <summary>Compares two sets of logits and throws where they disagree.</summary>
    internal static double Compare(ReadOnlySpan<float> torch, ReadOnlySpan<float> onnx, int classes, TaskKind task = TaskKind.Classes)
    {
        double scale = 1e-12, delta = 0;
        for (var i = 0; i < torch.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(torch[i]));
            delta = Math.Max(delta, Math.Abs((double)torch[i] - onnx[i]));
        }
        var different = 0;
        for (var i = 0; i < torch.Length && task == TaskKind.Classes; i += classes)
            if (Score.ArgMax(torch.Slice(i, classes)) != Score.ArgMax(onnx.Slice(i, classes)) && Margin(torch.Slice(i, classes)) > delta) different++;
        return delta <= Tolerance * scale && different == 0 ? delta / scale : throw new RunFailedException(new Problem(
            "parity gate", FormattableString.Invariant($"max |Δ| {delta / scale:0.0e0} of the logit scale and {different} different answers between ONNX Runtime and libtorch"),
            FormattableString.Invariant($"at most {Tolerance:0e0} and none"), "This is a defect of the export: please report it with the student.yaml."));
    }

    private static float Margin(ReadOnlySpan<float> row)
    {
        var best = Score.ArgMax(row);
        var second = float.NegativeInfinity;
        for (var k = 0; k < row.Length; k++)
            if (k != best) second = Math.Max(second, row[k]);
        return row[best] - second;
    }
}
