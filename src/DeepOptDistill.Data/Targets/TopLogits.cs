using System.Numerics.Tensors;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// The largest k logits of a row, their classes, and the logarithm of the mass of the rest: 2k + 1 numbers for any number of classes. Read
/// back, the other classes share that mass evenly: each has the logit log Σ_rest e^z − log(C − k), so that the k probabilities are exact at
/// T = 1.
/// </summary>
public static class TopLogits
{
    /// <summary>Classes that a float32 can number.</summary>
    public const int MostClasses = 1 << 24;

    /// <summary>Numbers in a stored row.</summary>
    public static int Columns(int top) => (2 * top) + 1;

    /// <summary>Stores rows.</summary>
    /// <param name="logits">Rows × classes, finite or −∞.</param>
    /// <param name="classes">Numbers in a row; more than <paramref name="top"/>.</param>
    /// <param name="top">k.</param>
    /// <param name="stored">Takes rows × (2k + 1): logits from the largest down, their classes, the rest.</param>
    public static void Keep(ReadOnlySpan<float> logits, int classes, int top, Span<float> stored)
    {
        var (order, rest) = (new int[top], new float[classes]);
        for (var row = 0; row < logits.Length / classes; row++)
            Keep(logits.Slice(row * classes, classes), order, rest, stored.Slice(row * Columns(top), Columns(top)));
    }

    /// <summary>Reads one row back.</summary>
    /// <param name="stored">2k + 1 numbers.</param>
    /// <param name="logits">Takes one number a class.</param>
    public static void Spread(ReadOnlySpan<float> stored, Span<float> logits)
    {
        var top = stored.Length / 2;
        logits.Fill((float)(stored[^1] - Math.Log(logits.Length - top)));
        for (var i = 0; i < top; i++)
            logits[(int)stored[top + i]] = stored[i];
    }

    /// <summary>
    /// How far the distribution of a row read back is from the row's own: half the sum of the differences of their probabilities, from 0 to
    /// 1.
    /// </summary>
    /// <param name="logits">A row.</param>
    /// <param name="top">k.</param>
    /// <param name="temperature">T of both.</param>
    public static double Distance(ReadOnlySpan<float> logits, int top, double temperature)
    {
        var (stored, back) = (new float[Columns(top)], new float[logits.Length]);
        Keep(logits, logits.Length, top, stored);
        Spread(stored, back);
        return Distance(Softened(logits, temperature), Softened(back, temperature));
    }

    private static void Keep(ReadOnlySpan<float> row, int[] order, float[] rest, Span<float> stored)
    {
        Choose(row, order);
        row.CopyTo(rest);
        for (var i = 0; i < order.Length; i++)
        {
            (stored[i], stored[order.Length + i]) = (row[order[i]], order[i]);
            rest[order[i]] = float.NegativeInfinity;
        }
        stored[^1] = LogSum(rest);
    }

    /// <summary>
    /// The classes of the largest logits, from the largest down, of equal ones the first: few rows of many classes move more than a handful
    /// of places.
    /// </summary>
    private static void Choose(ReadOnlySpan<float> row, int[] order)
    {
        var count = 0;
        for (var c = 0; c < row.Length; c++)
        {
            if (count == order.Length && row[c] <= row[order[^1]])
                continue;
            var place = count < order.Length ? count++ : count - 1;
            for (; place > 0 && row[order[place - 1]] < row[c]; place--)
                order[place] = order[place - 1];
            order[place] = c;
        }
    }

    private static float LogSum(float[] values)
    {
        var largest = TensorPrimitives.Max<float>(values);
        if (float.IsNegativeInfinity(largest))
            return largest;
        TensorPrimitives.Subtract(values, largest, values);
        TensorPrimitives.Exp<float>(values, values);
        return (float)(largest + Math.Log(TensorPrimitives.Sum<float>(values)));
    }

    private static double[] Softened(ReadOnlySpan<float> logits, double temperature)
    {
        var scaled = new double[logits.Length];
        for (var c = 0; c < scaled.Length; c++)
            scaled[c] = logits[c] / temperature;
        TensorPrimitives.SoftMax<double>(scaled, scaled);
        return scaled;
    }

    private static double Distance(double[] one, double[] other) => one.Zip(other, (p, q) => Math.Abs(p - q)).Sum() / 2;
}
