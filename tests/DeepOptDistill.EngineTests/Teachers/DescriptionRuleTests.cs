using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// What describes an ONNX file is one rule, whoever asks: the .yaml of its name, else the teacher.yaml of its folder if that is about this
/// file.
/// </summary>
public sealed class DescriptionRuleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DescriptionRuleTests() => File.WriteAllText(folder.In("vgg.onnx"), "");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("vgg.yaml", "input: { scale: 2 }")]
    [InlineData("teacher.yaml", "input: { scale: 2 }")]
    [InlineData("teacher.yaml", "model: vgg.onnx\ninput: { scale: 2 }")]
    public void ADescriptionBesideTheFileIsTaken(string file, string text)
    {
        File.WriteAllText(folder.In(file), text);
        foreach (var (spec, home) in new[] { Found(folder.In("vgg.onnx")), Read(new TeacherReference { Path = "vgg.onnx" }) })
        {
            Assert.Equal((2, "vgg.onnx", folder.Path), (spec.Input.Scale, spec.Model, home));
            Assert.NotEmpty(spec.Name);
        }
    }

    /// <summary>A description that is named itself is about the network of its name.</summary>
    [Fact]
    public void ADescriptionIsOfItsNamesake()
    {
        File.WriteAllText(folder.In("other.onnx"), "");
        File.WriteAllText(folder.In("vgg.yaml"), "input: { scale: 2 }");
        Assert.Equal("vgg.onnx", Read(new TeacherReference { Path = "vgg.yaml" }).Spec.Model);
    }

    [Theory]
    [InlineData("teacher.yaml", "model: other.onnx\ninput: { scale: 2 }")]
    [InlineData("vgg.yaml", "name: vgg\nlayers: [ relu ]")]
    [InlineData("vgg.yaml", "student: x\nstages: []")]
    [InlineData("alexnet.yaml", "input: { scale: 2 }")]
    public void WhatIsAboutSomethingElseIsNot(string file, string text)
    {
        File.WriteAllText(folder.In("other.onnx"), "");
        File.WriteAllText(folder.In(file), text);
        Assert.Null(Found(folder.In("vgg.onnx")).Spec.Input.Scale);
    }

    /// <summary>Two descriptions of one network: by whichever name it is asked, it must be the same.</summary>
    [Fact]
    public void TwoDescriptionsOfOneNetworkAreRefused()
    {
        File.WriteAllText(folder.In("teacher.yaml"), "name: shared\nmodel: vgg.onnx");
        File.WriteAllText(folder.In("vgg.yaml"), "input: { scale: 2 }");
        foreach (var asked in new[] { folder.In("vgg.onnx"), folder.Path })
        {
            var problem = Assert.Single(Assert.Throws<InputException>(() => Found(asked)).Problems);
            Assert.Equal("two descriptions of it, vgg.yaml and teacher.yaml", problem.Found);
        }
        File.Delete(folder.In("teacher.yaml"));
        Assert.Equal(2, Found(folder.In("vgg.onnx")).Spec.Input.Scale);
    }

    /// <summary>A network that is called teacher has one description, which is both.</summary>
    [Fact]
    public void ATeacherOfThatNameHasOneDescription()
    {
        File.WriteAllText(folder.In("teacher.onnx"), "");
        File.WriteAllText(folder.In("teacher.yaml"), "model: teacher.onnx\ninput: { scale: 2 }");
        Assert.Equal(2, Found(folder.In("teacher.onnx")).Spec.Input.Scale);
        Assert.Equal(2, Found(folder.Path).Spec.Input.Scale);
    }

    /// <summary>A description of a network that is not there is none of the one that is.</summary>
    [Fact]
    public void ADescriptionOfAFileThatIsNotThereIsRefused()
    {
        File.WriteAllText(folder.In("teacher.yaml"), "model: tall.onnx\ninput: { scale: 2 }");
        var problem = Assert.Single(Assert.Throws<InputException>(() => Found(folder.In("vgg.onnx"))).Problems);
        Assert.Equal("a description of tall.onnx, which is not there", problem.Found);
        Assert.Equal("Write 'model: vgg.onnx' there, or move the file away.", problem.Remedy);
        Assert.Equal("tall.onnx", Found(folder.Path).Spec.Model);
    }

    [Fact]
    public void ARecipeMaySayInputAndOutputItself()
    {
        File.WriteAllText(folder.In("vgg.yaml"), "input: { scale: 2 }\noutput: { kind: sigmoid }");
        var (spec, _) = Read(
            new TeacherReference
            {
                Path = "vgg.onnx",
                Input = new TeacherInput { Scale = 3 },
            }
        );
        Assert.Equal((3, OutputKind.Sigmoid), (spec.Input.Scale, spec.Output.Kind));
    }

    /// <summary>A recipe that names the data of a question says how the file is connected, too.</summary>
    [Theory]
    [InlineData("{ path: vgg.onnx, input: { scale: 7 } }", 7)]
    [InlineData("{ path: other.onnx, input: { scale: 7 } }", 2)]
    [InlineData("{ path: nowhere.onnx, input: { scale: 7 } }, { path: vgg.onnx, output: { kind: logits } }", 2)]
    public void ARecipeOfTheDataDescribesItsTeachers(string teachers, double scale)
    {
        File.WriteAllText(folder.In("other.onnx"), "");
        File.WriteAllText(folder.In("vgg.yaml"), "input: { scale: 2 }");
        File.WriteAllText(
            folder.In("kd.yaml"),
            "dataset: fashion-mnist-small\nstudent: thin-deep-15k\n"
                + $"teachers: [ {teachers} ]\nstages: [ {{ name: s, epochs: 1, loss: [ soft-target: {{}} ] }} ]\n"
        );
        var place = new Workplace().Knowing(folder.In("kd.yaml"));
        Assert.Equal(scale, new TeacherReader(place).Find(folder.In("vgg.onnx")).Spec.Input.Scale);
        Assert.Equal(2, new TeacherReader(new Workplace().Knowing("fashion-mnist-small")).Find(folder.In("vgg.onnx")).Spec.Input.Scale);
    }

    private (TeacherSpec Spec, string Folder) Found(string path) => new TeacherReader(new Workplace()).Find(path);

    private (TeacherSpec Spec, string Folder) Read(TeacherReference reference) =>
        new TeacherReader(new Workplace()).Read(reference, folder.Path, "teachers[0]");
}
