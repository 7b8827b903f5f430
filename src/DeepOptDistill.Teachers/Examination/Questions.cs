using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Labelled images of classes that a teacher knows, spread over the whole set: so are the first few of them.</summary>
internal sealed class Questions
{
    private readonly SampleSet set;
    private readonly int[] places;

    public Questions(SampleSet set, IReadOnlyList<bool> knows, int count)
    {
        this.set = set;
        int[] known = [.. Enumerable.Range(0, set.Labelled).Where(i => knows[set.Labels[i]])];
        places = [.. Spread(known.Length).Take(count).Select(i => known[i])];
    }

    /// <summary>How many there are.</summary>
    public int Count => places.Length;

    /// <summary>Where they are in the set.</summary>
    public int[] Places => places;

    /// <summary>Labels of the first.</summary>
    public int[] Labels(int count) => [.. places.Take(count).Select(i => set.Labels[i])];

    /// <summary>Pixels of some, one after the other.</summary>
    public byte[] Pixels(int first, int count)
    {
        var pixels = new byte[count * set.Shape.Bytes];
        for (var i = 0; i < count; i++)
            set.Image(places[first + i]).CopyTo(pixels.AsSpan(i * set.Shape.Bytes));
        return pixels;
    }

    /// <summary>Steps of the golden section round the set: each place once, neighbours far apart.</summary>
    private static IEnumerable<int> Spread(int count)
    {
        var step = Math.Max(1, (int)(count * 0.6180339887));
        while (GreatestCommonDivisor(step, count) > 1)
            step++;
        for (var i = 0; i < count; i++)
            yield return (int)((long)i * step % count);
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
