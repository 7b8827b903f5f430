using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Training.Loop;

/// <summary>What a network asks of the size of its batches.</summary>
public static class BatchRules
{
    /// <summary>A batch of one sample before a batch norm that sees one number of each: it would answer a constant.</summary>
    /// <param name="layers">The network's layers.</param>
    /// <param name="batch">Samples in a batch.</param>
    /// <param name="where">The batch's place.</param>
    public static IEnumerable<Problem> Of(IReadOnlyList<Placed> layers, int batch, string where) =>
        batch > 1
            ? []
            : layers
                .Where(SeesOneNumber)
                .Take(1)
                .Select(place => new Problem(
                    where,
                    $"a batch of {batch} before '{place.Name}', which normalizes by the batch",
                    "2 samples or more",
                    "Set 'batch' higher, take another norm, or freeze this one."
                ));

    private static bool SeesOneNumber(Placed place) =>
        place is { Block: BatchNorm { Frozen: false } } && place.Input.Count == place.Input.Channels;
}
