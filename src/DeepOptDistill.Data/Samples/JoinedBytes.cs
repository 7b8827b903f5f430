namespace DeepOptDistill.Data.Samples;

/// <summary>Samples behind others: nothing is copied.</summary>
/// <param name="first">Those in front.</param>
/// <param name="more">Those behind them, of the same size.</param>
internal sealed class JoinedBytes(SampleBytes first, SampleBytes more) : SampleBytes(first.Size, checked(first.Count + more.Count))
{
    public override ReadOnlySpan<byte> this[int sample] => sample < first.Count ? first[sample] : more[sample - first.Count];
}
