using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Drawing;

/// <summary>
/// The order in which an epoch visits the images: a pure function of seed and epoch, so a resumed run continues with the same batches.
/// </summary>
public static class BatchOrder
{
    /// <summary>A uniformly random permutation of 0 … <paramref name="count"/> − 1 for one epoch.</summary>
    public static int[] Of(int count, Seed seed, int epoch)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        var random = seed.Derive("batch-order").Derive(epoch).Stream();
        random.Shuffle<int>(order);
        return order;
    }
}
