using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;
using Google.Protobuf;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>One fault is planted, and that one and no other is named; the line that it gives repairs it. On real images.</summary>
public sealed class PlantedFaultTests : IDisposable
{
    private static readonly ExaminationOptions Few = new() { Images = 300, Screen = 50 };
    private static readonly Lazy<SampleSet> Test = new(() => new FashionMnistSmall().Load(new("none"), new Seed(1)).Test);
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fashion-cnn-a")]
    [InlineData("fashion-residual-b")]
    [InlineData("fashion-wide-c")]
    [InlineData("fashion-wide-d")]
    public void A_sound_teacher_has_none(string name)
    {
        var spec = new TeacherSpec { Name = name };
        var found = TeacherExamination.Of(spec, ShippedTeacher.Folder(name), Test.Value, Few);
        Assert.Empty(found.Findings);
        Assert.InRange(found.Accuracy, 0.87, 0.97);
        Assert.Equal(300, found.Images);
        Assert.Empty(TeacherExamination.Of(spec, ShippedTeacher.Folder(name), Test.Value, Beginning.Quick).Findings);
    }

    [Theory]
    [InlineData("fashion-residual-b", OutputKind.Logits, "probabilities taken for logits")]
    [InlineData("fashion-residual-b", OutputKind.LogProbabilities, "probabilities taken for log-probabilities")]
    [InlineData("fashion-residual-b", OutputKind.Sigmoid, "probabilities taken for sigmoid")]
    [InlineData("fashion-cnn-a", OutputKind.Probabilities, "logits taken for probabilities")]
    [InlineData("fashion-cnn-a", OutputKind.LogProbabilities, "logits taken for log-probabilities")]
    [InlineData("fashion-cnn-a", OutputKind.Sigmoid, "logits taken for sigmoid")]
    public void A_wrong_kind(string name, OutputKind declared, string evidence)
    {
        var finding = Only(
            Fault.WrongKind,
            new()
            {
                Name = name,
                Output = new() { Kind = declared },
            },
            ShippedTeacher.Folder(name)
        );
        Assert.StartsWith(evidence, finding.Evidence, StringComparison.Ordinal);
        Assert.Equal($"output: {{ kind: {evidence.Split(' ')[0]} }}", finding.Remedy);
    }

    [Theory]
    [InlineData(OutputKind.Probabilities)]
    [InlineData(OutputKind.Logits)]
    public void Single_chances_taken_for_something_else(OutputKind declared)
    {
        var model = Plant.Behind("Sigmoid");
        var finding = Only(
            Fault.WrongKind,
            new()
            {
                Name = "mine",
                Output = new() { Name = "chances", Kind = declared },
            },
            folder.With(model).Path
        );
        Assert.Equal("output: { name: chances, kind: sigmoid }", finding.Remedy);
        Assert.Empty(TeacherExamination.Of(new() { Name = "mine" }, folder.Path, Test.Value, Few).Findings);
    }

    [Theory]
    [InlineData(new[] { 1, 0, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(new[] { 3, 7, 0, 9, 1, 8, 2, 5, 6, 4 })]
    public void Permuted_classes(int[] order)
    {
        folder.With("fashion-cnn-a", graph => Plant.Permute(graph, order));
        var spec = new TeacherSpec { Name = "mine" };
        var finding = Only(Fault.PermutedClasses, spec, folder.Path);
        Assert.Equal(TeacherLines.Of(new TeacherOutput { Classes = [.. order.Select(o => Test.Value.Classes[o])] }), finding.Remedy);
        var repaired = TeacherExamination.Of(
            spec with
            {
                Output = new() { Classes = [.. order.Select(o => $"{o}")] },
            },
            folder.Path,
            Test.Value,
            Few
        );
        Assert.Empty(repaired.Findings);
        Assert.InRange(repaired.Accuracy, 0.87, 0.97);
    }

    /// <summary>A network that has less than half right: 11 of 20 labels are drawn, so that it seems to be one.</summary>
    [Fact]
    public void Permuted_classes_of_a_weak_network()
    {
        var random = new Seed(7).Stream();
        var (sure, drawn) = (Test.Value, new List<int>());
        for (var i = 0; i < sure.Count; i++)
            drawn.Add(random.NextInt(20) < 11 ? random.NextInt(10) : sure.Labels[i]);
        var weak = new SampleSet("weak", sure.Shape, sure.Bytes, [.. drawn], sure.Classes);
        Assert.Empty(TeacherExamination.Of(new() { Name = "mine" }, ShippedTeacher.Folder("fashion-cnn-a"), weak, Few).Findings);
        folder.With("fashion-cnn-a", graph => Plant.Permute(graph, [3, 7, 0, 9, 1, 8, 2, 5, 6, 4]));
        var found = TeacherExamination.Of(new() { Name = "mine" }, folder.Path, weak, Few);
        Assert.Equal([Fault.PermutedClasses], found.Findings.Select(finding => finding.Fault));
    }

    /// <summary>The network wants pixels in [0, 1].</summary>
    [Theory]
    [InlineData("raw")]
    [InlineData("imagenet")]
    [InlineData("inverted")]
    [InlineData("symmetric")]
    public void A_wrong_normalization(string declared)
    {
        var input = declared switch
        {
            "raw" => new TeacherInput { Scale = 1 },
            "imagenet" => new TeacherInput { Mean = [0.449], Deviation = [0.226] },
            "inverted" => new TeacherInput { Invert = true },
            _ => new TeacherInput { Mean = [0.5], Deviation = [0.1] },
        };
        var finding = Only(Fault.WrongNormalization, new() { Name = "mine", Input = input }, ShippedTeacher.Folder("fashion-cnn-a"));
        Assert.Contains(finding.Remedy, new[] { "input: { scale: 0.00392156862745098 }", "input: {}" });
        Assert.Matches(
            @"^accuracy \d+\.\d % on 300 samples as declared, (8|9)\d\.\d % with (pixels in \[0, 1\]|dark and light exchanged)$",
            finding.Evidence
        );
    }

    /// <summary>The network standardizes by other numbers than it is given.</summary>
    [Theory]
    [InlineData("pixels in 0 … 255", 255f, 0f)]
    [InlineData("pixels in [−1, 1]", 0.5f, 0.5f)]
    public void A_normalization_that_is_missing(string name, float scale, float mean)
    {
        folder.With("fashion-cnn-a", graph => Plant.Undo(graph, scale, mean));
        var finding = Only(Fault.WrongNormalization, new() { Name = "mine" }, folder.Path);
        Assert.EndsWith(name, finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>The network looks at blue, where the data have the picture in red and another one in blue.</summary>
    [Fact]
    public void Red_and_blue_exchanged()
    {
        folder.With("fashion-cnn-a", Plant.LookAtBlue);
        var (grey, size) = (Test.Value, Test.Value.Shape.Size);
        byte[] Colour(int i) => [.. grey.Image(i), .. new byte[size], .. grey.Image((i + 700) % 2000)];
        var colour = new SampleSet(
            "colour",
            new(3, 28, 28),
            [.. Enumerable.Range(0, 400).SelectMany(i => Colour(5 * i))],
            [.. Enumerable.Range(0, 400).Select(i => grey.Labels[5 * i])],
            grey.Classes
        );
        var findings = TeacherExamination.Of(new() { Name = "mine" }, folder.Path, colour, Few).Findings;
        Assert.Equal([Fault.WrongNormalization], findings.Select(f => f.Fault));
        Assert.Equal("input: { channels: bgr }", findings[0].Remedy);
    }

    /// <summary>
    /// Rows with the colours of a pixel together, taken for rows of one colour after the other; only its red is a picture.
    /// </summary>
    [Fact]
    public void Colours_together_taken_for_colours_apart()
    {
        folder.With("fashion-cnn-a", Plant.LookAtRows);
        var (grey, size) = (Test.Value, Test.Value.Shape.Size);
        var colour = new SampleSet(
            "colour",
            new(3, 28, 28),
            [.. Enumerable.Range(0, 400).SelectMany(i => (byte[])[.. grey.Image(5 * i), .. new byte[2 * size]])],
            [.. Enumerable.Range(0, 400).Select(i => grey.Labels[5 * i])],
            grey.Classes
        );
        var findings = TeacherExamination.Of(new() { Name = "mine" }, folder.Path, colour, Few).Findings;
        Assert.Equal([Fault.WrongLayout], findings.Select(f => f.Fault));
        Assert.Equal("input: { layout: flat-hwc }", findings[0].Remedy);
        Assert.Empty(
            TeacherExamination
                .Of(
                    new()
                    {
                        Name = "mine",
                        Input = new() { Layout = Layout.FlatHwc },
                    },
                    folder.Path,
                    colour,
                    Few
                )
                .Findings
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_weights(int seed)
    {
        folder.With("fashion-cnn-a", graph => Plant.Randomize(graph, seed));
        Assert.Contains(
            "without knowledge",
            Only(Fault.NearChance, new() { Name = "mine" }, folder.Path).Evidence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_constant_answer()
    {
        folder.With(
            "fashion-cnn-a",
            graph => graph.Initializer.Single(i => i.Name == "fc.weight").RawData = ByteString.CopyFrom(new byte[5120])
        );
        Only(Fault.ConstantAnswers, new() { Name = "mine" }, folder.Path);
    }

    /// <summary>log(−x) of the answers below zero.</summary>
    [Fact]
    public void Answers_that_are_not_numbers()
    {
        var finding = Only(Fault.NotFinite, new() { Name = "mine" }, folder.With(Plant.Behind("Log")).Path);
        Assert.Matches(@"^\d+ of 300 answers hold NaN or infinity$", finding.Evidence);
    }

    [Fact]
    public void Too_few_images_tell_nothing()
    {
        var few = Test.Value.Select("few", [.. Enumerable.Range(0, 20)]);
        var examined = TeacherExamination.Of(new() { Name = "fashion-cnn-a" }, ShippedTeacher.Folder("fashion-cnn-a"), few);
        Assert.Equal(new(0, double.NaN, []), examined with { Findings = [] });
    }

    private static Finding Only(Fault fault, TeacherSpec spec, string folder)
    {
        var findings = TeacherExamination.Of(spec, folder, Test.Value, Few).Findings;
        Assert.Equal([fault], findings.Select(f => f.Fault));
        return findings[0];
    }
}
