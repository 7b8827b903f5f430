using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

/// <summary>A record of which one member may be written by itself: what a data set's validation may be.</summary>
public sealed class BareFormTests
{
    [Theory]
    [InlineData("0.25", "0.25")]
    [InlineData("500", "500")]
    [InlineData("photos/val", "photos/val")]
    [InlineData("[3, 5]", "3,5")]
    [InlineData("{ index_file: places.npy }", "places.npy")]
    [InlineData("{ samples: x.npy, labels: y.npy }", "x.npy,y.npy")]
    [InlineData("{ share: 0.25 }", "0.25")]
    public void OneMemberIsReadAndWritten(string text, string value)
    {
        var read = Read($"validation: {text}").Validation;
        Assert.Equal(value, read.ToString());
        var written = SpecWriter.Write(new Holder { Validation = read }).TrimEnd('\n');
        var expected = text.Contains("share", StringComparison.Ordinal) ? value : text;
        Assert.Equal(
            $"validation: {expected.Replace("{ ", "{", StringComparison.Ordinal).Replace(" }", "}", StringComparison.Ordinal)}",
            written
        );
        Assert.Equal(written, SpecWriter.WriteEverything(new Holder { Validation = read }).TrimEnd('\n'));
    }

    [Theory]
    [InlineData("validation: -1", "validation -1; expected a share from 0 to below 1, or a whole number of samples")]
    [InlineData("validation: 1.5", "validation 1.5; expected a share from 0")]
    [InlineData("validation: [x]", "validation[0] 'x'")]
    [InlineData("validation: []", "0 items for 'validation'; expected at least 1 item")]
    [InlineData("validation: { folder: photos }", "key 'folder'")]
    [InlineData("validation:", "nothing for 'validation'; expected a number, a path")]
    public void WhatIsWrongIsNamedWhereItStands(string text, string said) =>
        Assert.Contains(said, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void OverridesReplaceOrReachIn()
    {
        Assert.Equal("photos", Read("validation: 0.5", "validation=photos").Validation.ToString());
        Assert.Equal("p.npy", Read("validation: 0.5", "validation.index_file=p.npy").Validation.ToString());
        Assert.Equal("0.1", new Holder().Validation.ToString());
    }

    private static Holder Read(string text, params string[] overrides) =>
        SpecFile.Parse<Holder>(text, "t.yaml", new Catalog(), overrides).Value;

    private sealed record Holder
    {
        public ValidationSpec Validation { get; init; } = 0.1;
    }
}
