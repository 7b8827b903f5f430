using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>Finished trials on disk: a study that was interrupted goes on with the next one.</summary>
internal sealed class TrialFolder(string path)
{
    /// <summary>A finished trial of this identity, or null.</summary>
    public TrialRecord? Read(string identity)
    {
        try
        {
            return File.Exists(FileOf(identity))
                ? JsonSerializer.Deserialize<TrialRecord>(File.ReadAllText(FileOf(identity)), RecordJson.Line)
                : null;
        }
        catch (JsonException)
        {
            // Damaged: it is trained again.
            return null;
        }
    }

    public void Write(string identity, TrialRecord trial) =>
        AtomicFile.WriteText(FileOf(identity), JsonSerializer.Serialize(trial, RecordJson.Line) + "\n");

    /// <summary>The place of a trial's checkpoint; that of a trial which is kept stays.</summary>
    public string Checkpoint(string identity) => Path.Combine(path, identity[..16] + ".safetensors");

    /// <summary>The exported network of a trial that is kept.</summary>
    public string Model(string identity) => Path.Combine(path, identity[..16] + ".onnx");

    private string FileOf(string identity) => Path.Combine(path, identity[..16] + ".json");
}
