namespace DeepOptDistill.Teachers;

/// <summary>How well answers match labels.</summary>
/// <param name="Count">Samples.</param>
/// <param name="Correct">Samples whose largest logit is the label's; of equal ones the first counts as the answer.</param>
/// <param name="NegativeLogLikelihood">Mean of log Σₖ exp vₖ − v_label in nats; infinite where a label has probability zero.</param>
public sealed record Evaluation(int Count, int Correct, double NegativeLogLikelihood)
{
    /// <summary>Correct / count.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Evaluates logits, row-major samples × classes. The logarithms of probabilities are logits too.</summary>
    /// <exception cref="ArgumentException">There are no samples, or the logits are not a whole number of rows.</exception>
    public static Evaluation Of(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels)
    {
        if (labels.IsEmpty || logits.IsEmpty || logits.Length % labels.Length != 0)
            throw new ArgumentException($"found {logits.Length} logits for {labels.Length} labels; expected as many for each label, and at least one label.");
        var classes = logits.Length / labels.Length;
        var (correct, loss) = (0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            if (ArgMax(row) == labels[i]) correct++;
            loss += LogSum(row) - row[labels[i]];
        }
        return new(labels.Length, correct, loss / labels.Length);
    }

    /// <summary>Position of the largest number, of equal ones the first.</summary>
    public static int ArgMax(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[best]) best = i;
        return best;
    }

    /// <summary>log Σ exp v, with the largest taken out so that nothing overflows.</summary>
    private static double LogSum(ReadOnlySpan<float> row)
    {
        double largest = row[ArgMax(row)];
        var sum = 0.0;
        foreach (var value in row) sum += Math.Exp(value - largest);
        return largest + Math.Log(sum);
    }
}
