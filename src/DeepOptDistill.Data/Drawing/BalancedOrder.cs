using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Drawing;

/// <summary>
/// The samples of an epoch in which every class comes as often as every other, to within one: a pure function of seed and epoch. The
/// members of a class take turns, in a new order each time that all have been visited, over all epochs. Samples without labels come
/// once each.
/// </summary>
public static class BalancedOrder
{
    /// <summary>As many places as there are samples, in a random order.</summary>
    /// <param name="labels">Class of each sample; below 0 for none.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public static int[] Of(ReadOnlySpan<int> labels, Seed seed, int epoch)
    {
        var (members, free) = ByClass(labels);
        var turns = members.Select((places, c) => new Turns(places, seed.Derive("balanced").Derive(c))).ToList();
        long drawn = labels.Length - free.Count;
        var order = free;
        // Draws are numbered over all epochs and go round the classes, so that none is preferred where they do not divide an epoch.
        for (var draw = epoch * drawn; draw < (epoch + 1) * drawn; draw++)
            order.Add(turns[(int)(draw % turns.Count)].At(draw / turns.Count));
        return Shuffled([.. order], seed.Derive("balanced-order").Derive(epoch));
    }

    private static (List<int[]> Members, List<int> Free) ByClass(ReadOnlySpan<int> labels)
    {
        var (members, free) = (new SortedDictionary<int, List<int>>(), new List<int>());
        for (var place = 0; place < labels.Length; place++)
        {
            if (labels[place] < 0)
                free.Add(place);
            else if (members.TryGetValue(labels[place], out var own))
                own.Add(place);
            else
                members[labels[place]] = [place];
        }
        return ([.. members.Values.Select(own => own.ToArray())], free);
    }

    private static int[] Shuffled(int[] places, Seed seed)
    {
        var random = seed.Stream();
        random.Shuffle<int>(places);
        return places;
    }

    /// <summary>The members of a class, round after round.</summary>
    private sealed class Turns(int[] members, Seed seed)
    {
        private long round = -1;
        private int[] order = [];

        /// <summary>The member whose turn a draw is.</summary>
        public int At(long draw)
        {
            if (round != draw / members.Length)
                order = Shuffled([.. members], seed.Derive(round = draw / members.Length));
            return order[draw % members.Length];
        }
    }
}
