using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// Sums over the steps of an epoch. Saved with a checkpoint, so that a resumed epoch reports what an uninterrupted one would.
/// </summary>
internal sealed record Tally
{
    public long Steps { get; set; }

    public long Correct { get; set; }

    public long Samples { get; set; }

    public double Loss { get; set; }

    public Dictionary<string, double> Terms { get; init; } = [];

    public double Seconds { get; set; }

    /// <summary>Shares of the terms in the gradient of the epoch's first batch.</summary>
    public IReadOnlyDictionary<string, double>? GradientShares { get; set; }

    /// <summary>Tensors that had no gradient there.</summary>
    public IReadOnlyList<string> Unmoved { get; set; } = [];

    public void Add(double loss, IReadOnlyList<(string Name, double Value)> terms)
    {
        Steps++;
        Loss += loss;
        foreach (var (name, value) in terms)
            Terms[name] = Terms.GetValueOrDefault(name) + value;
    }

    public void Count(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var classes = logits.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
                continue;
            Samples++;
            if (Score.ArgMax(logits.Slice(i * classes, classes)) == labels[i])
                Correct++;
        }
    }
}
