using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data.Munge;

/// <summary>
/// MUNGE: unlabelled examples made from a table, for teachers to label. In each copy of the table every example e meets its nearest
/// neighbour e', and with the swap probability each attribute is exchanged between the two: nominal values are swapped, continuous ones
/// drawn anew, e ← N(e', σ) and e' ← N(e, σ) with σ = |e − e'| / s.
/// </summary>
/// <remarks>
/// Bucila, Caruana and Niculescu-Mizil 2006, Model Compression. Neighbours are those of the table as it came: in the copy, which changes
/// while it is gone through, they would have to be looked for again for each example. Values that are drawn may lie beyond those of the
/// table.
/// </remarks>
public sealed record Munging
{
    /// <summary>k: copies of the table, each as long as the table.</summary>
    [Between(1, 1_000_000)]
    public int Copies { get; init; } = 10;

    /// <summary>p: probability that an attribute of an example is exchanged.</summary>
    [Between(0, 1)]
    public double Swap { get; init; } = 0.5;

    /// <summary>s, which the paper calls the variance parameter: drawn values deviate by their distance divided by it.</summary>
    [Between(0, 1e9, LowExcluded = true)]
    public double Variance { get; init; } = 1;

    /// <summary>The copies, one after the other. A pure function of table and seed.</summary>
    /// <param name="table">Two or more examples.</param>
    /// <param name="seed">Seed of all exchanges; each has its own, by copy, example and attribute.</param>
    /// <param name="threads">Threads that look for neighbours.</param>
    /// <param name="cancellation">Stops the work.</param>
    public IEnumerable<Table> Of(Table table, Seed seed, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(table.Rows, 2);
        var neighbours = NearestNeighbours.Of(table, threads, cancellation);
        for (var copy = 0; copy < Copies; copy++)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = seed.Derive(copy);
            yield return Copy(table, neighbours, (row, column) => Draw.Of(own.Derive(row).Derive(column)));
        }
    }

    /// <summary>One copy by given random numbers.</summary>
    internal Table Copy(Table table, IReadOnlyList<int> neighbours, Func<int, int, Draw> draws)
    {
        var copy = table.Copy();
        for (var row = 0; row < copy.Rows; row++)
        {
            for (var column = 0; column < copy.Columns.Count; column++)
            {
                var draw = draws(row, column);
                if (draw.Chance < Swap)
                    copy.Columns[column].Exchange(row, neighbours[row], draw, Variance);
            }
        }
        return copy;
    }
}
