using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>
/// A normalization that leaves most answers right and makes the labels unlikely is found, with the line that repairs it; on real images.
/// </summary>
public sealed class LikelihoodTests
{
    private static readonly Lazy<SampleSet> Test = new(() => new FashionMnistSmall().Load(new("none"), new Seed(1)).Test);

    [Theory]
    [InlineData("fashion-cnn-a", 1.0 / 255 / 0.6)]
    [InlineData("fashion-wide-c", 1.0 / 255 / 0.6)]
    [InlineData("fashion-wide-d", 1.0 / 255 / 0.6)]
    public void AWrongScaleIsFound(string name, double scale)
    {
        var spec = new TeacherSpec { Name = name };
        var found = TeacherExamination.Of(
            spec with
            {
                Input = new() { Scale = scale },
            },
            ShippedTeacher.Folder(name),
            Test.Value,
            new() { Images = 1000 }
        );
        Assert.Equal("wrong-normalization", Assert.Single(found.Findings).Name);
        Assert.Equal("input: { scale: 0.00392156862745098 }", found.Findings[0].Remedy);
    }
}
