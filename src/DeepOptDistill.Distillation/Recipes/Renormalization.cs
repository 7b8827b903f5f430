using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Rewriting;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// Fresh batch norms for a network of a file: they begin with the statistics that some training samples have there, so that the network
/// begins with its own answers.
/// </summary>
internal static class Renormalization
{
    /// <summary>Training samples that statistics are taken of.</summary>
    private const int Samples = 512;

    /// <summary>Samples that are read at once: all maps of them are in memory.</summary>
    private const int Block = 16;

    /// <summary>The network with the norms.</summary>
    /// <param name="model">The network.</param>
    /// <param name="spec">How it is connected.</param>
    /// <param name="folder">Where it lies.</param>
    /// <param name="train">Training samples.</param>
    /// <param name="where">Place of the key in the recipe.</param>
    /// <exception cref="InputException">It has no layer behind which a norm could stand.</exception>
    public static OnnxModel Of(OnnxModel model, TeacherSpec spec, string folder, SampleSet train, string where)
    {
        if (FreshNorms.HasHalves(model))
            throw new InputException(
                new Problem(
                    where,
                    "a network that stores weights in 16 bits",
                    "32 bits, which batch norms can be folded into",
                    "Take the network before its weights were halved, or leave it out."
                )
            );
        var places = FreshNorms.Of(model, spec.Output.Name!);
        if (places.Count == 0)
            throw new InputException(
                new Problem(
                    where,
                    "a network without a convolution or linear layer of 32-bit weights that has no batch norm yet, but for the last",
                    "at least one",
                    "Leave it out."
                )
            );
        using var taps = TappedTeacher.Open(spec, folder, train.Shape, [.. places.Select(place => place.Tensor)], threads: 1);
        var sums = places.Select((place, t) => new ChannelSums(place.Channels, taps.Sizes[t])).ToList();
        var rows = taps.Sizes.Select(size => new float[Block * size.Aggregate(1, (product, length) => product * length)]).ToList();
        var count = Math.Min(Samples, train.Count);
        for (var first = 0; first < count; first += Block)
        {
            var size = Math.Min(Block, count - first);
            byte[] block = [.. Enumerable.Range(first, size).SelectMany(sample => train.Image(sample).ToArray())];
            taps.Read(block, size, [.. rows.Select(row => row.AsMemory())], first);
            for (var t = 0; t < places.Count; t++)
                sums[t].Add(rows[t].AsSpan(0, size * sums[t].Row));
        }
        return FreshNorms.With(
            model,
            places.Zip(sums).ToDictionary(pair => pair.First.Tensor, pair => pair.Second.Statistics, StringComparer.Ordinal)
        );
    }

    /// <summary>Sums of a tensor's numbers and their squares by channel, in float64.</summary>
    private sealed class ChannelSums
    {
        private readonly double[] sums;
        private readonly double[] squares;
        private readonly int area;
        private long count;

        public ChannelSums(int channels, IReadOnlyList<int> size)
        {
            (sums, squares) = (new double[channels], new double[channels]);
            Row = size.Aggregate(1, (product, length) => product * length);
            area = Row / channels;
        }

        /// <summary>Numbers of one sample.</summary>
        public int Row { get; }

        public ChannelStatistics Statistics =>
            new(
                [.. sums.Select(sum => sum / count)],
                [.. squares.Select((square, c) => Math.Max(0, (square / count) - Math.Pow(sums[c] / count, 2)))]
            );

        public void Add(ReadOnlySpan<float> rows)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var channel = i % Row / area;
                sums[channel] += rows[i];
                squares[channel] += (double)rows[i] * rows[i];
            }
            count += rows.Length / Row * area;
        }
    }
}
