using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data.Munge;

/// <summary>
/// The nearest other example of each example, exactly: least √Σ(x − x')² over the continuous attributes, each scaled to [0, 1], plus the
/// number of nominal attributes that differ. Of equally near ones the first in the table.
/// </summary>
/// <remarks>
/// Examples are looked at outwards along the continuous attribute that varies most, until that attribute alone is farther away than the
/// nearest so far.
/// </remarks>
internal sealed class NearestNeighbours
{
    private readonly double[][] points;
    private readonly int[][] words;
    private readonly double[] line;
    private readonly int[] order;

    private NearestNeighbours(Table table)
    {
        var continuous = table.Columns.OfType<ContinuousColumn>().Select(column => column.Scaled()).ToList();
        var nominal = table.Columns.OfType<NominalColumn>().ToList();
        points = [.. Enumerable.Range(0, table.Rows).Select(row => continuous.Select(column => column[row]).ToArray())];
        words = [.. Enumerable.Range(0, table.Rows).Select(row => nominal.Select(column => column.Codes[row]).ToArray())];
        line = continuous.MaxBy(Variance) ?? new double[table.Rows];
        order = [.. Enumerable.Range(0, table.Rows).OrderBy(row => line[row])];
    }

    /// <summary>The neighbour of each example; the same for any number of threads.</summary>
    public static int[] Of(Table table, int threads, CancellationToken cancellation)
    {
        var search = new NearestNeighbours(table);
        var neighbours = new int[table.Rows];
        Parallel.For(
            0,
            table.Rows,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            place => neighbours[search.order[place]] = search.Nearest(place)
        );
        return neighbours;
    }

    private int Nearest(int place)
    {
        var (row, best) = (order[place], (Distance: double.PositiveInfinity, Row: int.MaxValue));
        for (var (left, right) = (place - 1, place + 1); left >= 0 || right < order.Length; )
        {
            var (before, behind) = (Gap(row, left), Gap(row, right));
            if (Math.Min(before, behind) > best.Distance)
                break;
            var other = before <= behind ? order[left--] : order[right++];
            var distance = Distance(row, other, best.Distance);
            if (distance < best.Distance || (distance == best.Distance && other < best.Row))
                best = (distance, other);
        }
        return best.Row;
    }

    // As a square and its root, as in the distance: rounding then never makes a part larger than the whole.
    private double Gap(int row, int place)
    {
        if (place < 0 || place >= order.Length)
            return double.PositiveInfinity;
        var gap = line[row] - line[order[place]];
        return Math.Sqrt(gap * gap);
    }

    private double Distance(int row, int other, double enough)
    {
        var differing = 0;
        for (var i = 0; i < words[row].Length; i++)
            if (words[row][i] != words[other][i])
                differing++;
        if (differing > enough)
            return differing;
        var sum = 0.0;
        for (var i = 0; i < points[row].Length; i++)
            sum += (points[row][i] - points[other][i]) * (points[row][i] - points[other][i]);
        return Math.Sqrt(sum) + differing;
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }
}
