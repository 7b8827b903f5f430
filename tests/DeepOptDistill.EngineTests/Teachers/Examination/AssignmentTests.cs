using DeepOptDistill.Core;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

public sealed class AssignmentTests
{
    /// <summary>Nothing that can be assigned is larger, for every permutation tried.</summary>
    [Fact]
    public void The_sum_is_that_of_the_best_permutation()
    {
        var random = new RandomStream(9);
        for (var trial = 0; trial < 60; trial++)
        {
            var n = 1 + trial % 6;
            var values = new double[n, n];
            for (var i = 0; i < n * n; i++)
                values[i / n, i % n] = random.NextInt(trial % 2 == 0 ? 4 : 1000) - 2;
            var found = Assignment.Largest(values);
            Assert.Equal(Enumerable.Range(0, n), found.Order());
            Assert.Equal(Permutations([.. Enumerable.Range(0, n)]).Max(p => Sum(values, p)), Sum(values, found));
        }
    }

    private static double Sum(double[,] values, IEnumerable<int> columns) => columns.Select((c, r) => values[r, c]).Sum();

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(first => Permutations([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));
}
