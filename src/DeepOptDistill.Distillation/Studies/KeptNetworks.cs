using System.Collections.Concurrent;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>
/// Trained networks that a study keeps: others begin with their weights, and they answer images when all trainings are done.
/// </summary>
internal sealed class KeptNetworks(TrialFolder folder, SampleShape shape)
{
    private readonly ConcurrentDictionary<(string Arm, long Seed), (string Identity, int Outputs)> known = new();

    /// <summary>Takes in a training that is finished.</summary>
    public void Add(Arm arm, long seed, string identity) =>
        known[(arm.Name, seed)] = (identity, Placement.Of(arm.Student)[^1].Output.Count);

    /// <summary>Identity of the training.</summary>
    public string Identity(string arm, long seed) => known[(arm, seed)].Identity;

    /// <summary>Its ONNX file.</summary>
    public string Model(string arm, long seed) => folder.Model(Identity(arm, seed));

    /// <summary>Its logits, images × outputs.</summary>
    public float[] Logits(string arm, long seed, SampleSet images)
    {
        var (file, outputs) = (Model(arm, seed), known[(arm, seed)].Outputs);
        using var network = Teacher.Open(
            new TeacherSpec { Name = arm, Model = Path.GetFileName(file) },
            Path.GetDirectoryName(Path.GetFullPath(file))!,
            shape,
            outputs,
            threads: 1
        );
        var logits = new float[images.Count * outputs];
        network.Answer(images, images.Count, logits);
        return logits;
    }
}
