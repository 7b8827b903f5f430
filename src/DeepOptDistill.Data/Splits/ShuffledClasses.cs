using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Splits;

/// <summary>The image indices of each class in a seeded random order; the order within a class depends on no other class.</summary>
internal static class ShuffledClasses
{
    public static int[][] Of(ReadOnlySpan<int> labels, Seed seed)
    {
        var members = new List<int>?[labels.Length == 0 ? 0 : System.Numerics.Tensors.TensorPrimitives.Max(labels) + 1];
        for (var i = 0; i < labels.Length; i++)
            (members[labels[i]] ??= []).Add(i);
        return [.. members.Select((list, label) => Shuffled([.. list ?? []], seed.Derive(label)))];
    }

    private static int[] Shuffled(int[] members, Seed seed)
    {
        var random = seed.Stream();
        random.Shuffle<int>(members);
        return members;
    }
}
