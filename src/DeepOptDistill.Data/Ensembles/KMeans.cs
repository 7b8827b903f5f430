using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// Groups points such that the squared distances to the groups' means are small: Lloyd's iteration from several seeded starts, of which the
/// best counts.
/// </summary>
/// <remarks>
/// Lloyd 1982; starts by k-means++ (Arthur and Vassilvitskii 2007): each next centre is a point drawn by its squared distance to those
/// before.
/// </remarks>
internal static class KMeans
{
    private const int Starts = 50,
        MostRounds = 300;

    /// <summary>The group of each point, from 0, and the sum of the squared distances to the groups' means.</summary>
    /// <param name="points">Points of one length.</param>
    /// <param name="groups">Number of groups; none stays empty where there are as many distinct points.</param>
    /// <param name="seed">Seed of the starts.</param>
    public static (int[] Groups, double Spread) Of(IReadOnlyList<double[]> points, int groups, Seed seed) =>
        Enumerable
            .Range(0, Starts)
            .Select(start => From(points, First(points, groups, seed.Derive(start).Stream())))
            .MinBy(found => found.Spread);

    private static (int[] Groups, double Spread) From(IReadOnlyList<double[]> points, List<double[]> centres)
    {
        int[] assigned = [];
        for (var round = 0; round < MostRounds; round++)
        {
            int[] next = [.. points.Select(point => Nearest(point, centres))];
            if (assigned.AsSpan().SequenceEqual(next))
                break;
            assigned = next;
            // A group that lost all its points keeps its centre.
            centres = [.. centres.Select((centre, g) => assigned.Contains(g) ? Mean(points, assigned, g) : centre)];
        }
        return (assigned, points.Select((point, i) => Distance(point, centres[assigned[i]])).Sum());
    }

    private static List<double[]> First(IReadOnlyList<double[]> points, int groups, RandomStream random)
    {
        List<double[]> centres = [points[random.NextInt(points.Count)]];
        while (centres.Count < groups)
        {
            double[] far = [.. points.Select(point => centres.Min(centre => Distance(point, centre)))];
            var (mark, at) = (random.NextDouble() * far.Sum(), 0);
            while (at < points.Count - 1 && (mark -= far[at]) >= 0)
                at++;
            centres.Add(points[at]);
        }
        return centres;
    }

    private static int Nearest(double[] point, List<double[]> centres) =>
        Enumerable.Range(0, centres.Count).MinBy(g => Distance(point, centres[g]));

    private static double[] Mean(IReadOnlyList<double[]> points, int[] assigned, int group)
    {
        List<double[]> own = [.. points.Where((_, i) => assigned[i] == group)];
        return [.. Enumerable.Range(0, own[0].Length).Select(d => own.Average(point => point[d]))];
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
