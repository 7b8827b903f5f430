using System.Text.Json;
using CsCheck;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.ManagedTests.Runs;

/// <summary>JSON has no numbers that are not finite: they are null there, and told from numbers that are missing.</summary>
public sealed class RecordJsonTests
{
    private sealed record Sample(double Whole, double? Perhaps, string Name);

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void WhatIsNotFiniteIsNull(double number)
    {
        var text = JsonSerializer.Serialize(new Sample(number, number, "a"), RecordJson.Line);
        Assert.Equal("""{"whole":null,"perhaps":null,"name":"a"}""", text);
        var read = JsonSerializer.Deserialize<Sample>(text, RecordJson.Line)!;
        Assert.True(double.IsNaN(read.Whole));
        Assert.True(double.IsNaN(read.Perhaps!.Value));
    }

    [Fact]
    public void WhatIsMissingStaysMissing()
    {
        var text = JsonSerializer.Serialize(new Sample(0.1, null, "a"), RecordJson.Line);
        Assert.Equal("""{"whole":0.1,"name":"a"}""", text);
        Assert.Equal(new Sample(0.1, null, "a"), JsonSerializer.Deserialize<Sample>(text, RecordJson.Line));
    }

    [Fact]
    public void EveryFiniteNumberReadsBack() =>
        Gen.Double.Holds(number =>
        {
            if (!double.IsFinite(number))
                return true;
            var read = JsonSerializer.Deserialize<Sample>(
                JsonSerializer.Serialize(new Sample(number, number, ""), RecordJson.Line),
                RecordJson.Line
            )!;
            return BitConverter.DoubleToInt64Bits(read.Whole) == BitConverter.DoubleToInt64Bits(number) && read.Perhaps == read.Whole;
        });

    [Theory]
    [InlineData("""{"whole":1e999,"name":"a"}""")]
    [InlineData("""{"whole":1,"name":null}""")]
    [InlineData("""{"whole":"1","name":"a"}""")]
    public void ADamagedRecordIsNone(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Sample>(text, RecordJson.Line));
}
