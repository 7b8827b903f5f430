namespace DeepOptDistill.Teachers.Examination;

/// <summary>The best one-to-one assignment of rows to columns of a square matrix.</summary>
/// <remarks>Kuhn 1955, Munkres 1957; by shortest augmenting paths with potentials, O(n³) (Jonker, Volgenant 1987).</remarks>
public static class Assignment
{
    /// <summary>The column of each row such that the sum of the values there is largest.</summary>
    public static int[] Largest(double[,] values)
    {
        var n = values.GetLength(0);
        var search = new Search(values, n);
        for (var row = 1; row <= n; row++)
            search.Add(row);
        var columns = new int[n];
        for (var column = 1; column <= n; column++)
            columns[search.RowOf[column] - 1] = column - 1;
        return columns;
    }

    /// <summary>Potentials and the assignment of the rows so far; rows and columns count from 1, 0 is the free start.</summary>
    private sealed class Search(double[,] values, int n)
    {
        private readonly double[] rowPotential = new double[n + 1];
        private readonly double[] columnPotential = new double[n + 1];
        private readonly int[] before = new int[n + 1];

        public int[] RowOf { get; } = new int[n + 1];

        /// <summary>Assigns one more row along the cheapest path that alternates between rows and columns.</summary>
        public void Add(int row)
        {
            RowOf[0] = row;
            var distance = Enumerable.Repeat(double.PositiveInfinity, n + 1).ToArray();
            var used = new bool[n + 1];
            var column = 0;
            do column = Step(column, distance, used);
            while (RowOf[column] != 0);
            for (; column != 0; column = before[column])
                RowOf[column] = RowOf[before[column]];
        }

        private int Step(int column, double[] distance, bool[] used)
        {
            used[column] = true;
            var (row, nearest, shortest) = (RowOf[column], 0, double.PositiveInfinity);
            for (var c = 1; c <= n; c++)
            {
                if (used[c])
                    continue;
                var reduced = -values[row - 1, c - 1] - rowPotential[row] - columnPotential[c];
                if (reduced < distance[c])
                    (distance[c], before[c]) = (reduced, column);
                if (distance[c] < shortest)
                    (shortest, nearest) = (distance[c], c);
            }
            Shift(shortest, distance, used);
            return nearest;
        }

        private void Shift(double by, double[] distance, bool[] used)
        {
            for (var c = 0; c <= n; c++)
            {
                if (used[c])
                    (rowPotential[RowOf[c]], columnPotential[c]) = (rowPotential[RowOf[c]] + by, columnPotential[c] - by);
                else
                    distance[c] -= by;
            }
        }
    }
}
