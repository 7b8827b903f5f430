using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.ManagedTests.Reporting;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.9162, "91.62 %")]
    [InlineData(1, "100.00 %")]
    [InlineData(0, "0.00 %")]
    public void Percent(double share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Theory]
    [InlineData(0.0121, "+1.21")]
    [InlineData(-0.004, "−0.40")]
    [InlineData(0, "0.00")]
    public void SignedPoints(double difference, string text) => Assert.Equal(text, Figures.SignedPoints(difference));

    [Theory]
    [InlineData(0.48, 0.741, "48 % to 74 %")]
    [InlineData(0.0061, 0.0142, "0.61 % to 1.42 %")]
    [InlineData(0.01, 0.01, "1 % to 1 %")]
    public void PercentRange(double low, double high, string text) => Assert.Equal(text, Figures.PercentRange(low, high));

    [Theory]
    [InlineData(850, "850")]
    [InlineData(999, "999")]
    [InlineData(1000, "1.00 K")]
    [InlineData(15_210, "15.2 K")]
    [InlineData(999_499, "999 K")]
    [InlineData(999_500, "1.00 M")]
    [InlineData(41_020_000, "41.0 M")]
    [InlineData(3_100_000_000, "3.10 G")]
    public void Compact(double count, string text) => Assert.Equal(text, Figures.Compact(count));

    [Theory]
    [InlineData(1e4, "10 K")]
    [InlineData(999999.9999999, "1 M")]
    [InlineData(5e6, "5 M")]
    [InlineData(200, "200")]
    public void Round(double count, string text) => Assert.Equal(text, Figures.Round(count));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(128_188, "125 KiB")]
    [InlineData(13_608_876, "13.0 MiB")]
    public void Bytes(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(4.23, "4.2 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(3599.6, "1 h 00 min")]
    [InlineData(4320, "1 h 12 min")]
    public void Duration(double seconds, string text) => Assert.Equal(text, Figures.Duration(seconds));

    [Theory]
    [InlineData(115.02, "115")]
    [InlineData(9.94, "9.9")]
    [InlineData(9.96, "10")]
    [InlineData(0.85, "0.85")]
    public void Ratio(double ratio, string text) => Assert.Equal(text, Figures.Ratio(ratio));

    [Theory]
    [InlineData(0.0421, "0.042 ms")]
    [InlineData(0.00994, "0.0099 ms")]
    [InlineData(0.00996, "0.010 ms")]
    [InlineData(0.0047, "0.0047 ms")]
    [InlineData(1.204, "1.20 ms")]
    [InlineData(123.4, "123 ms")]
    public void Milliseconds(double milliseconds, string text) => Assert.Equal(text, Figures.Milliseconds(milliseconds));
}
