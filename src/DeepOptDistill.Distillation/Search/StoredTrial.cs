using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Search;

namespace DeepOptDistill.Distillation.Search;

/// <summary>
/// A training of a search as it is kept, with the quality of each validation sample, by which trials are compared in pairs.
/// </summary>
/// <param name="Trial">What its page shows.</param>
/// <param name="Qualities">Quality of each validation sample, whose mean is the accuracy or R²; empty where the training failed.</param>
internal sealed record StoredTrial(SearchTrialRecord Trial, IReadOnlyList<double> Qualities)
{
    /// <summary>What a file holds; null where there is none that can be read.</summary>
    public static StoredTrial? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<StoredTrial>(File.ReadAllText(file), RecordJson.Line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it whole or not at all.</summary>
    public void Write(string file) => AtomicFile.WriteText(file, JsonSerializer.Serialize(this, RecordJson.Line) + "\n");
}
