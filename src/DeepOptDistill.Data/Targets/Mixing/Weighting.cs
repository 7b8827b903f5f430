namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>Weights of teachers as a rule uses them.</summary>
internal static class Weighting
{
    /// <summary>Writes stated weights so that they sum to 1; equal ones where none are stated.</summary>
    /// <exception cref="ArgumentException">There are not as many as teachers.</exception>
    public static void Write(IReadOnlyList<double> stated, Span<float> weights)
    {
        if (stated.Count == 0)
        {
            weights.Fill(1f / weights.Length);
            return;
        }
        if (stated.Count != weights.Length)
            throw new ArgumentException($"found {stated.Count} weights; expected {weights.Length}, one a teacher", nameof(stated));
        var sum = stated.Sum();
        for (var m = 0; m < weights.Length; m++)
            weights[m] = (float)(stated[m] / sum);
    }

    /// <summary>Scales weights so that they sum to 1; makes them equal where all are 0.</summary>
    public static void Normalize(Span<float> weights)
    {
        var sum = 0f;
        foreach (var weight in weights)
            sum += weight;
        if (!(sum > 0))
            weights.Fill(1f / weights.Length);
        else
            foreach (ref var weight in weights)
                weight /= sum;
    }
}
