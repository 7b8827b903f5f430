using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// Classes that a generalist tends to confuse, found from what it predicts alone, without labels: each cluster is a specialist's field.
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 5.2: K-means on the columns of the covariance matrix of the generalist's
/// predictions. The paper takes an on-line K-means for its 15,000 classes; the columns of a few hundred fit into memory, so it is Lloyd's
/// here, the best of fifty starts.
/// </remarks>
public static class ClassClusters
{
    /// <summary>
    /// A partition of the classes into clusters, each ascending, in the order of their first classes; fewer than asked for where columns
    /// coincide.
    /// </summary>
    /// <param name="covariance">Covariance of the predictions, one column a class.</param>
    /// <param name="count">Clusters, at most as many as classes.</param>
    /// <param name="seed">Seed of the starts.</param>
    /// <exception cref="ArgumentException">There are fewer classes than clusters, or none.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<double[]> covariance, int count, Seed seed)
    {
        if (count < 1 || count > covariance.Count)
            throw new ArgumentException(
                $"found {count} clusters of {covariance.Count} classes; expected 1 to {covariance.Count}",
                nameof(count)
            );
        var (groups, _) = KMeans.Of(covariance, count, seed);
        return [.. Enumerable.Range(0, covariance.Count).GroupBy(c => groups[c]).Select(members => (IReadOnlyList<int>)[.. members])];
    }

    /// <summary>Covariance of predictions (divided by the number of samples): cov(p_i, p_j), one array a column.</summary>
    /// <param name="probabilities">Samples × classes.</param>
    /// <param name="classes">Classes.</param>
    /// <exception cref="ArgumentException">There are no samples, or their length does not fit.</exception>
    public static IReadOnlyList<double[]> Covariance(ReadOnlySpan<float> probabilities, int classes)
    {
        if (probabilities.Length == 0 || probabilities.Length % classes != 0)
            throw new ArgumentException(
                $"found {probabilities.Length} probabilities; expected samples × {classes} classes",
                nameof(probabilities)
            );
        var (samples, mean, product) = (probabilities.Length / classes, new double[classes], new double[classes, classes]);
        for (var i = 0; i < probabilities.Length; i++)
            mean[i % classes] += probabilities[i] / (double)samples;
        for (var n = 0; n < samples; n++)
        {
            var row = probabilities.Slice(n * classes, classes);
            for (var i = 0; i < classes; i++)
            for (var j = 0; j < classes; j++)
                product[i, j] += (row[i] - mean[i]) * (row[j] - mean[j]);
        }
        return [.. Enumerable.Range(0, classes).Select(j => Enumerable.Range(0, classes).Select(i => product[i, j] / samples).ToArray())];
    }
}
