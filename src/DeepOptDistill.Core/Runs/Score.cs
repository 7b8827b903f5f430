namespace DeepOptDistill.Core.Runs;

/// <summary>How well answers fit labels.</summary>
/// <param name="Accuracy">Share of samples whose largest logit is the label's.</param>
/// <param name="NegativeLogLikelihood">−log softmax(z)_label, averaged, in nats.</param>
/// <param name="Count">Samples.</param>
public sealed record Score(double Accuracy, double NegativeLogLikelihood, int Count)
{
    /// <summary>Scores logits (row-major, N × classes) against labels.</summary>
    public static Score Of(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        if (labels.Length == 0 || logits.Length % labels.Length != 0)
            throw new ArgumentException($"found {logits.Length} logits for {labels.Length} labels; expected a multiple", nameof(logits));
        var classes = logits.Length / labels.Length;
        var (correct, loss) = (0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            if (ArgMax(row) == labels[i])
                correct++;
            loss += LogSumExp(row) - row[labels[i]];
        }
        return new Score((double)correct / labels.Length, loss / labels.Length, labels.Length);
    }

    /// <summary>Index of the largest value, the first where several are equal.</summary>
    public static int ArgMax(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var k = 1; k < row.Length; k++)
            if (row[k] > row[best])
                best = k;
        return best;
    }

    private static double LogSumExp(ReadOnlySpan<float> row)
    {
        double largest = row[ArgMax(row)],
            sum = 0;
        foreach (var logit in row)
            sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum);
    }
}
