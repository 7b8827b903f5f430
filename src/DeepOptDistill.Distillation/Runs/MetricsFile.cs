using System.Text;
using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// <c>metrics.jsonl</c>, a line an epoch, in the order in which they end. A run writes it whole once, which drops whatever a killed run
/// left behind its last checkpoint, a torn line among it; after that each epoch is appended, so that the thousandth costs what the
/// first did.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class MetricsFile(string path)
{
    private readonly Dictionary<string, int> written = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Writes the epochs of a training that the file has not.</summary>
    /// <param name="training">Which it is.</param>
    /// <param name="epochs">All of its epochs so far.</param>
    /// <param name="told">How an epoch is told.</param>
    public void Write(string training, IReadOnlyList<EpochRecord> epochs, Func<IEnumerable<EpochRecord>, IEnumerable<EpochRecord>> told)
    {
        lock (gate)
        {
            var lines = Lines(told(epochs.Skip(written.GetValueOrDefault(training))));
            if (written.Count == 0)
                AtomicFile.WriteText(path, lines);
            else
                File.AppendAllText(path, lines);
            written[training] = epochs.Count;
        }
    }

    /// <summary>Writes the epochs of finished trainings in the order of these, as if one had been behind the other.</summary>
    public void Sort(IEnumerable<EpochRecord> epochs) => AtomicFile.WriteText(path, Lines(epochs));

    private static string Lines(IEnumerable<EpochRecord> epochs)
    {
        var lines = new StringBuilder();
        foreach (var epoch in epochs)
            lines.Append(JsonSerializer.Serialize(epoch, RecordJson.Line)).Append('\n');
        return lines.ToString();
    }
}
