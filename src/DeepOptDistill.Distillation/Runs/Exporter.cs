using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Writes a trained network as ONNX and lets it through only if ONNX Runtime answers as libtorch does, as <see cref="ParityGate"/> tells on
/// 256 real samples.
/// </summary>
internal static class Exporter
{
    private const int Samples = 256;

    /// <summary>Exports under a temporary name, compares, renames. Gives max |Δ| in units of the gate.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="images">Samples that both are asked.</param>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads of ONNX Runtime.</param>
    /// <param name="describe">Says of a file how it is asked.</param>
    /// <exception cref="RunFailedException">The two disagree, or the network answers with no numbers; nothing is left under the final
    /// name.</exception>
    public static double Run(Network network, SampleSet images, string path, int threads, Func<TeacherSpec, TeacherSpec> describe)
    {
        var candidate = AtomicFile.TemporaryBeside(path) + ".onnx";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var export = OnnxExport.Of(network, NotesOf(network, images, describe(new TeacherSpec()).Input));
            using (var file = new FileStream(candidate, FileMode.CreateNew))
                file.Write(export.Model.ToBytes());
            var error = Gate(network, images, candidate, threads, describe);
            AtomicFile.WriteBytes(path, File.ReadAllBytes(candidate));
            return error;
        }
        finally
        {
            File.Delete(candidate);
        }
    }

    private static FileNotes NotesOf(Network network, SampleSet samples, TeacherInput said)
    {
        var input = network.Spec.Source is null ? said.Told(samples.Shape) : said;
        return new()
        {
            Names = samples.Shape.Columns?.Names ?? [],
            Gaps = samples.Shape.Columns?.Fillings ?? [],
            Classes = samples.Classes,
            Input = samples.Shape.IsRow || input == new TeacherInput() ? "" : TeacherLines.Of(input),
        };
    }

    private static double Gate(Network network, SampleSet images, string candidate, int threads, Func<TeacherSpec, TeacherSpec> describe)
    {
        var count = Math.Min(Samples, images.Count);
        var torch = Predictor.Logits(network, images, count);
        var onnx = new float[torch.Length];
        var spec = describe(new TeacherSpec { Name = network.Spec.Name, Model = Path.GetFileName(candidate) });
        using (
            var teacher = Teacher.Open(
                spec,
                Path.GetDirectoryName(Path.GetFullPath(candidate))!,
                images.Shape,
                network.Classes,
                threads,
                images.Task
            )
        )
            teacher.Answer(images, count, onnx);
        return new ParityGate(
            network.Spec.Name,
            images.Task,
            network.Classes,
            network.Deviations,
            network.Spec.Source is { IsHalf: true } ? ParityGate.OfHalves : ParityGate.Usual
        ).Pass(torch, onnx);
    }
}
