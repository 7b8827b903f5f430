using System.Text;
using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// <c>metrics.jsonl</c>, a line an epoch. A run writes it whole once, which drops whatever a killed run left behind its last checkpoint, a
/// torn line among it; after that each epoch is appended, so that the thousandth costs what the first did.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class MetricsFile(string path)
{
    private int? written;

    /// <summary>Writes the epochs of a model that the file has not.</summary>
    /// <param name="before">Epochs of the models before it, which were written.</param>
    /// <param name="epochs">All of its epochs so far.</param>
    /// <param name="told">How an epoch is told.</param>
    public void Write(int before, IReadOnlyList<EpochRecord> epochs, Func<IEnumerable<EpochRecord>, IEnumerable<EpochRecord>> told)
    {
        var lines = new StringBuilder();
        foreach (var epoch in told(epochs.Skip((written ?? before) - before)))
            lines.Append(JsonSerializer.Serialize(epoch, RecordJson.Line)).Append('\n');
        if (written is null) AtomicFile.WriteText(path, lines.ToString());
        else File.AppendAllText(path, lines.ToString());
        written = before + epochs.Count;
    }
}
