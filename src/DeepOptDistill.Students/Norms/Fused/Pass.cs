using static TorchSharp.torch;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>
/// The passes over a whole tensor, shared out among libtorch's threads. Sums are merged in the order of the threads: one number of threads,
/// one result.
/// </summary>
internal static unsafe class Pass
{
    /// <summary>Mean and biased variance by channel: two-pass sums within a tile, merged in double (Chan et al. 1979).</summary>
    public static void Measure(Tensor x, BatchStatistics statistics)
    {
        var rows = Rows.Of(x);
        var (first, count, channels) = ((nint)rows.First, rows.Count, rows.Channels);
        var team = Team(count);
        var sums = new double[team][];
        ThreadTeam.Run(team, member => sums[member] = MeasureShare((float*)first, count, channels, member, team));
        var total = sums[0];
        for (var m = 1; m < team; m++)
            Merge(total, sums[m], channels);
        for (var c = 0; c < channels; c++)
        {
            statistics.Mean[c] = (float)total[c];
            statistics.Variance[c] = (float)(total[channels + c] / count);
        }
        statistics.Count = count;
    }

    // mean and Σ(x − mean)² by channel, and at the end the rows.
    private static double[] MeasureShare(float* first, int count, int channels, int member, int team)
    {
        var (from, end) = Share(count, member, team);
        var tile = NormKernels.TileRows(channels);
        var total = new double[(2 * channels) + 1];
        var part = stackalloc float[2 * channels];
        for (var row = from; row < end; row += tile)
        {
            var rows = Math.Min(tile, end - row);
            NormKernels.Fetch(first + ((long)(row + rows) * channels), (long)Math.Min(tile, end - row - rows) * channels);
            NormKernels.Moments(first + ((long)row * channels), rows, channels, part, part + channels);
            var before = total[2 * channels];
            for (var c = 0; c < channels; c++)
                MergeOne(ref total[c], ref total[channels + c], before, part[c] / (double)rows, part[channels + c], rows);
            total[2 * channels] = before + rows;
        }
        return total;
    }

    private static void Merge(double[] total, double[] part, int channels)
    {
        for (var c = 0; c < channels; c++)
            MergeOne(ref total[c], ref total[channels + c], total[^1], part[c], part[channels + c], part[^1]);
        total[^1] += part[^1];
    }

    private static void MergeOne(ref double mean, ref double squares, double count, double partMean, double partSquares, double partCount)
    {
        if (partCount == 0)
            return;
        var delta = partMean - mean;
        squares += partSquares + (delta * delta * count * partCount / (count + partCount));
        mean += delta * partCount / (count + partCount);
    }

    public static void Forward(Tensor x, Tensor y, BatchStatistics s, float slope)
    {
        var rows = Rows.Of(x);
        var (from, to, count, channels) = ((nint)rows.First, (nint)Rows.Of(y).First, rows.Count, rows.Channels);
        var team = Team(count);
        ThreadTeam.Run(
            team,
            member =>
            {
                var (first, end) = Share(count, member, team);
                var tile = NormKernels.TileRows(channels);
                fixed (
                    float* scale = s.Scale,
                        shift = s.Shift
                )
                {
                    for (var row = first; row < end; row += tile)
                    {
                        NormKernels.Fetch(
                            (float*)from + ((long)(row + tile) * channels),
                            (long)Math.Min(tile, end - row - tile) * channels
                        );
                        NormKernels.Forward(
                            (float*)from + ((long)row * channels),
                            (float*)to + ((long)row * channels),
                            Math.Min(tile, end - row),
                            channels,
                            scale,
                            shift,
                            slope
                        );
                    }
                }
            }
        );
    }

    public static (float[] Gamma, float[] Beta) Backward(Tensor x, Tensor dy, Tensor dx, BatchStatistics s, float slope)
    {
        var rows = Rows.Of(x);
        var (px, pdy, pdx, count, channels) = (
            (nint)rows.First,
            (nint)Rows.Of(dy).First,
            (nint)Rows.Of(dx).First,
            rows.Count,
            rows.Channels
        );
        var team = Team(count);
        var parts = new double[team][];
        var tile = NormKernels.TileRows(channels);
        ThreadTeam.Run(
            team,
            member =>
            {
                var (first, end) = Share(count, member, team);
                var total = parts[member] = new double[2 * channels];
                var part = stackalloc float[2 * channels];
                fixed (
                    float* scale = s.Scale,
                        shift = s.Shift,
                        mean = s.Mean
                )
                {
                    for (var row = first; row < end; row += tile)
                    {
                        var at = (long)row * channels;
                        NormKernels.Fetch((float*)px + at + (tile * channels), (long)Math.Min(tile, end - row - tile) * channels);
                        NormKernels.Fetch((float*)pdy + at + (tile * channels), (long)Math.Min(tile, end - row - tile) * channels);
                        NormKernels.Reduce(
                            (float*)px + at,
                            (float*)pdy + at,
                            Math.Min(tile, end - row),
                            channels,
                            scale,
                            shift,
                            mean,
                            slope,
                            part,
                            part + channels
                        );
                        for (var i = 0; i < total.Length; i++)
                            total[i] += part[i];
                    }
                }
            }
        );
        float[] gamma = new float[channels],
            beta = new float[channels],
            linear = new float[channels],
            constant = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            double sum = parts.Sum(p => p[c]),
                product = parts.Sum(p => p[channels + c]);
            beta[c] = (float)sum;
            gamma[c] = (float)(product * s.Inverse[c]);
            var l = -s.Scale[c] * s.Inverse[c] * (double)s.Inverse[c] * product / count;
            linear[c] = (float)l;
            constant[c] = (float)((-s.Scale[c] * sum / count) - (s.Mean[c] * l));
        }
        ThreadTeam.Run(
            team,
            member =>
            {
                var (first, end) = Share(count, member, team);
                fixed (
                    float* scale = s.Scale,
                        shift = s.Shift,
                        l = linear,
                        k = constant
                )
                {
                    for (var row = first; row < end; row += tile)
                    {
                        var at = (long)row * channels;
                        NormKernels.Fetch((float*)px + at + (tile * channels), (long)Math.Min(tile, end - row - tile) * channels);
                        NormKernels.Fetch((float*)pdy + at + (tile * channels), (long)Math.Min(tile, end - row - tile) * channels);
                        NormKernels.Backward(
                            (float*)px + at,
                            (float*)pdy + at,
                            (float*)pdx + at,
                            Math.Min(tile, end - row),
                            channels,
                            scale,
                            shift,
                            l,
                            k,
                            slope
                        );
                    }
                }
            }
        );
        return (gamma, beta);
    }

    // A team for a few rows costs more than it saves.
    internal static int Team(int rows) => rows < 2048 ? 1 : get_num_threads();

    internal static (int First, int End) Share(int count, int member, int members) =>
        ((int)((long)count * member / members), (int)((long)count * (member + 1) / members));
}
