using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Layers of more weights than an array holds are refused before any of their memory is asked for.</summary>
public sealed class HugeLayerTests
{
    public static TheoryData<string, Block> Layers() =>
        new()
        {
            {
                "weights of a linear layer: found 60,000 rows of 60,000 numbers",
                new Linear { Features = 60_000 }
            },
            {
                "weights of a low-rank layer: found 40,000 rows of 60,000 numbers",
                new LowRank { Features = 70_000, Rank = 40_000 }
            },
        };

    [Theory]
    [MemberData(nameof(Layers))]
    public void TheyAreRefused(string found, Block layer)
    {
        var spec = new StudentSpec
        {
            Name = "huge",
            Input = new InputSpec { Shape = [60_000] },
            Layers = [layer],
        };
        var error = Assert.Throws<InputException>(() => Network.Outline(spec));
        Assert.StartsWith(found, error.Message, StringComparison.Ordinal);
        Assert.Contains("Make the layer smaller", error.Message, StringComparison.Ordinal);
    }
}
