using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepOptDistill.Core;
using DeepOptDistill.Students.Norms.Fused;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Blocks.Fused;

/// <summary>
/// Masks of dropout by counting: place i of a mask is a pure function of the seed and of i, whatever the threads and whatever else draws
/// numbers. Places 2j and 2j + 1 are the lower and the upper half of the seed's j-th random number; places are counted in memory order,
/// channels last.
/// </summary>
/// <remarks>
/// SplitMix64 as in <see cref="RandomStream"/>, eight numbers at a time; a counter-based generator in the sense of Salmon et al. 2011.
/// </remarks>
internal static unsafe class DropoutMask
{
    private const int Pairs = 8;
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const long FewPlaces = 1 << 15;

    /// <summary>0 with the probability, else 1 / (1 − probability), in the shape and order of a layer's input.</summary>
    public static Tensor Like(Tensor input, double probability, Seed seed)
    {
        var count = input.numel();
        var flat = empty(count);
        fixed (byte* first = flat.bytes)
            Fill((nint)first, count, probability, seed);
        if (input.dim() != 4)
            return flat.reshape(input.shape);
        var s = input.shape;
        return flat.reshape(s[0], s[2], s[3], s[1]).permute(0, 3, 1, 2);
    }

    private static void Fill(nint first, long count, double probability, Seed seed)
    {
        var least = (uint)Math.Min(uint.MaxValue, Math.Round(probability * 4294967296.0));
        var kept = (float)(1 / (1 - probability));
        var blocks = (count + (2 * Pairs) - 1) / (2 * Pairs);
        var team = count < FewPlaces ? 1 : get_num_threads();
        ThreadTeam.Run(
            team,
            member => Blocks((float*)first, count, blocks * member / team, blocks * (member + 1) / team, least, kept, seed.Value)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks(float* first, long count, long block, long end, uint least, float kept, ulong seed)
    {
        var state =
            Vector512.Create(seed)
            + (Vector512.Create(1UL, 2, 3, 4, 5, 6, 7, 8) * Vector512.Create(Golden))
            + Vector512.Create(unchecked((ulong)(block * Pairs) * Golden));
        var step = Vector512.Create(unchecked(Pairs * Golden));
        var (limit, value) = (Vector512.Create(least), Vector512.Create(kept));
        for (; block < end; block++, state += step)
        {
            var mask = Vector512.GreaterThanOrEqual(Mixed(state).AsUInt32(), limit).AsSingle() & value;
            var at = block * 2 * Pairs;
            if (count - at >= 2 * Pairs)
                mask.Store(first + at);
            else
                for (var i = 0; at + i < count; i++)
                    first[at + i] = mask[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Mixed(Vector512<ulong> value)
    {
        value = (value ^ (value >>> 30)) * Vector512.Create(0xBF58476D1CE4E5B9);
        value = (value ^ (value >>> 27)) * Vector512.Create(0x94D049BB133111EB);
        return value ^ (value >>> 31);
    }
}
