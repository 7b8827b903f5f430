using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.ManagedTests.Specs;

/// <summary>How far words are from each other, and which of some is meant.</summary>
public sealed class NearestTests
{
    [Theory]
    [InlineData("horse", "horse", 0)]
    [InlineData("hores", "horse", 1)]
    [InlineData("hrose", "horse", 1)]
    [InlineData("house", "horse", 1)]
    [InlineData("hose", "horse", 1)]
    [InlineData("", "horse", 5)]
    [InlineData("ca", "abc", 3)]
    public void Letters_between_words(string from, string to, int distance)
    {
        Assert.Equal(distance, Nearest.Distance(from, to));
        Assert.Equal(distance, Nearest.Distance(to, from));
    }

    [Theory]
    [InlineData("hores", "Did you mean 'horse'?")]
    [InlineData("whale", "")]
    [InlineData("HORSE", "Did you mean 'horse'?")]
    public void The_nearest_is_named(string word, string remedy) => Assert.Equal(remedy, Nearest.Remedy(word, ["cat", "frog", "horse"]));
}
