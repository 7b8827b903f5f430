using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>A student's file names its classes: data whose classes are sorted otherwise are answered in their own order.</summary>
public sealed class ToldClassesTests : IDisposable
{
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cat,dog,owl", "owl,cat,dog")]
    [InlineData("1,0,2", "0,1,2")]
    public void AnswersFollowTheNames(string own, string data)
    {
        var images = Images();
        using var network = Exported(own.Split(','));
        var (told, plain) = (Answers(images, data.Split(',')), Answers(images, own.Split(',')));
        for (var i = 0; i < images.Count; i++)
            foreach (var name in own.Split(','))
                Assert.Equal(plain[(i * 3) + Array.IndexOf(own.Split(','), name)], told[(i * 3) + Array.IndexOf(data.Split(','), name)]);
    }

    /// <summary>A file that knows all classes of the data and one more answers for those; a misspelt one is refused.</summary>
    [Fact]
    public void AClassThatTheDataHaveNotIsLeftOut()
    {
        var images = Images();
        using var network = Exported(["cat", "zebra", "dog"]);
        var plain = Answers(images, ["cat", "zebra", "dog"]);
        using var teacher = Open(images, ["dog", "cat"]);
        var found = new float[images.Count * 2];
        teacher.Answer(images, images.Count, found);
        for (var i = 0; i < images.Count; i++)
            Assert.Equal([plain[(i * 3) + 2], plain[i * 3]], found[(i * 2)..((i * 2) + 2)]);
        Assert.Contains(
            "found class 'zebra'",
            Assert.Throws<InputException>(() => Open(images, ["dog", "cat", "zebar"])).Message,
            StringComparison.Ordinal
        );

        Teacher Open(SampleSet samples, string[] classes) =>
            Teacher.Open(new TeacherSpec { Name = "mine" }, folder.Path, samples.Shape, classes, threads: 1, TaskKind.Classes);
    }

    /// <summary>Values, too, go where their names say.</summary>
    [Fact]
    public void ValuesFollowTheirNames()
    {
        var images = Images();
        using var network = Exported(["price", "rent", "area"]);
        var (own, other) = (
            Answers(images, ["price", "rent", "area"], TaskKind.Values),
            Answers(images, ["area", "price", "rent"], TaskKind.Values)
        );
        for (var i = 0; i < images.Count; i++)
            Assert.Equal([own[(i * 3) + 2], own[i * 3], own[(i * 3) + 1]], other[(i * 3)..((i * 3) + 3)]);
    }

    /// <summary>Where only the number of classes is known, the order is the file's, also of names that are numbers.</summary>
    [Fact]
    public void WithoutNamesTheOrderStays()
    {
        var images = Images();
        using var network = Exported(["1", "0", "2"]);
        using var teacher = Teacher.Open(new TeacherSpec { Name = "mine" }, folder.Path, images.Shape, 3, threads: 1);
        var found = new float[images.Count * 3];
        teacher.Answer(images, images.Count, found);
        Assert.Equal(Answers(images, ["1", "0", "2"]), found);
    }

    private Network Exported(string[] classes)
    {
        var network = Network.Build(Nets.Of(new Flatten(), new Linear { Features = 3 }), new Seed(1));
        folder.With(OnnxExport.Of(network, new FileNotes { Classes = classes }).Model);
        return network;
    }

    private float[] Answers(SampleSet images, string[] classes, TaskKind task = TaskKind.Classes)
    {
        using var teacher = Teacher.Open(new TeacherSpec { Name = "mine" }, folder.Path, images.Shape, classes, threads: 1, task);
        var found = new float[images.Count * 3];
        teacher.Answer(images, images.Count, found);
        return found;
    }

    private static SampleSet Images() => Nets.Images(4);
}
