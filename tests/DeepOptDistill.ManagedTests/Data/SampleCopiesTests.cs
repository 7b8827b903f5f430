using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Samples that are there more than once, within the training samples and between the parts.</summary>
public sealed class SampleCopiesTests
{
    private static readonly SampleShape Shape = new(1, 1, 1) { Numbers = SampleNumbers.Float32 };

    [Fact]
    public void CopiesAreCounted()
    {
        var data = new Dataset("d", Set([1, 2, 2, 3, 3], [0, 1, 1, 0, 1]), Set([3, 9], [0, 0]), Set([1, 2, 7, 8], [0, 0, 1, 1]));
        var copies = SampleCopies.Of(data);
        // 2 and 3 stand twice in training, 3 under two classes; 2 has another class in the test.
        Assert.Equal((2, 1, 2, 2), (copies.Test, copies.Validation, copies.Train, copies.Contradicting));
        Assert.Equal(
            ["2 of 4 test rows are training rows too, 1 of them with another class", "1 of 2 validation rows is training rows too"],
            Beginnings(copies, data)
        );
    }

    [Fact]
    public void UnlabelledCopiesOfTestSamplesAreTold()
    {
        var data = new Dataset("d", Set([1, 2], [0, 1]), Set([3], [0]), Set([4, 5], [0, 1]));
        var transfer = data.Train.WithUnlabelled(new HeldBytes<float>([4, 6, 5], 1));
        Assert.Equal(2, SampleCopies.Of(data, transfer).Unlabelled);
        Assert.Equal(["2 of the rows without labels are test rows"], Beginnings(SampleCopies.Of(data, transfer), data));
        Assert.Equal("none", SampleCopies.Of(data, data.Train).ToString());
    }

    [Fact]
    public void ValidationSamplesElsewhereAreTold()
    {
        var data = new Dataset("d", Set([1, 2], [0, 1]), Set([3, 5, 6], [0, 1, 1]), Set([4, 5], [0, 1]));
        var copies = SampleCopies.Of(data, data.Train.WithUnlabelled(new HeldBytes<float>([3, 6, 7], 1)));
        Assert.Equal((1, 2), (copies.TestValidation, copies.UnlabelledValidation));
        Assert.Equal(
            ["1 of 3 validation rows is test rows too", "2 of the rows without labels are validation rows"],
            Beginnings(copies, data)
        );
        Assert.EndsWith("; 1 in validation and test; 2 of those without labels in validation", copies.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Equal inputs of which another value is told are no copies that make results better.</summary>
    [Fact]
    public void ValuesOfCopiesAreCompared()
    {
        static SampleSet Told(float[] numbers, float[] values) =>
            new("s", Shape, new HeldBytes<float>(numbers, 1), new Truths(TaskKind.Values, values, 1), ["price"]);
        var data = new Dataset("d", Told([1, 2, 3, 4], [10, 20, 30, 45]), Told([9, 8], [1, 2]), Told([2, 3, 7], [20, 31, 5]));
        var copies = SampleCopies.Of(data);
        Assert.Equal((2, 1, 1), (copies.Test, copies.TestContradicting, copies.Contradicting));
        Assert.Contains("1 of them has another value there", copies.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "2 of 3 test rows are training rows too, 1 of them with another value: the results are better than on new ones.",
            Assert.Single(copies.Notes(data))
        );
        var alone = new Dataset("d", data.Train, data.Validation, Told([3], [31]));
        Assert.EndsWith(
            ": what these tell, no network can know.",
            Assert.Single(SampleCopies.Of(alone).Notes(alone)),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<string> Beginnings(SampleCopies copies, Dataset data) =>
        copies.Notes(data).Select(note => note.Split(':')[0]);

    private static SampleSet Set(float[] numbers, int[] labels) =>
        new("s", Shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), labels, ["a", "b"]);
}
