using MathNet.Numerics.Statistics;

namespace DeepOptDistill.Benchmarks.Tables;

/// <summary>All numbers of one side for one subject, by round.</summary>
internal sealed record Series(string Side, string Unit, IReadOnlyDictionary<int, double> Rounds, string? Note)
{
    public double Median => Rounds.Values.Median();

    /// <summary>Half the distance between the quartiles, as a share of the median: how noisy the machine was.</summary>
    public double Spread => Rounds.Count < 3 ? double.NaN : Rounds.Values.InterquartileRange() / 2 / Median;

    public static Series Of(IGrouping<string, Row> rows) =>
        new(
            rows.Key,
            rows.First().Unit,
            rows.GroupBy(row => row.Round).ToDictionary(round => round.Key, round => round.Select(row => row.Value).Median()),
            rows.Last().Note
        );

    /// <summary>How many times as fast this side is as another: the median over the rounds that both were measured in.</summary>
    public double Over(Series other)
    {
        var ratios = Rounds
            .Keys.Intersect(other.Rounds.Keys)
            .Select(round => Unit == "s" ? other.Rounds[round] / Rounds[round] : Rounds[round] / other.Rounds[round]);
        return ratios.DefaultIfEmpty(double.NaN).Median();
    }
}
