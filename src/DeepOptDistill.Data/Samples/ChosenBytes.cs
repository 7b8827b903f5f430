namespace DeepOptDistill.Data.Samples;

/// <summary>Some samples of others, in an order of their own: nothing is copied.</summary>
/// <param name="source">The others.</param>
/// <param name="places">Where in them each sample is.</param>
internal sealed class ChosenBytes(SampleBytes source, int[] places) : SampleBytes(source.Size, places.Length)
{
    public override ReadOnlySpan<byte> this[int sample] => source[places[sample]];

    public override SampleBytes Select(ReadOnlySpan<int> chosen) =>
        new ChosenBytes(source, Array.ConvertAll(chosen.ToArray(), place => places[place]));
}
