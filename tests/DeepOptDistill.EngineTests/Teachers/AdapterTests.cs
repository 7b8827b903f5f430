using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>Classes that answers are for, and sizes of images.</summary>
public sealed class AdapterTests : IDisposable
{
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Numbers that PyTorch's interpolate gives, through a network that hands its input on.</summary>
    [Fact]
    public void Resizing_is_PyTorch_s()
    {
        foreach (var (height, width, values) in ForeignFile.Resized())
        {
            folder.With(Through(height, width));
            using var teacher = TappedTeacher.Open(
                new()
                {
                    Name = "through",
                    Input = new() { Scale = 1 },
                },
                folder.Path,
                ForeignFile.Grey,
                ["same"],
                1
            );
            var found = new float[2 * height * width];
            teacher.Read(ForeignFile.Images(ForeignFile.Grey).AsSpan(0, 128), 2, [found]);
            BareRuntime.AssertClose(values, found, 1e-6);
        }
    }

    [Fact]
    public void Numbers_go_to_the_classes_that_they_are_for()
    {
        string[] classes = ["seven", "0", "none", "three", "one", "two", "four", "five", "nine", "none"];
        var plain = ForeignFile.Answers(ForeignFile.Spec("torch-opset13"), ForeignFile.Grey);
        var spec = ForeignFile.Spec("torch-opset13", output: new() { Classes = classes });
        var moved = ForeignFile.Answers(spec, ForeignFile.Grey, ForeignFile.Words);
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(
                [plain[10 * i + 1], plain[10 * i + 4], plain[10 * i + 5], plain[10 * i + 3], plain[10 * i + 6], plain[10 * i + 7]],
                moved[(10 * i)..(10 * i + 6)]
            );
            Assert.Equal((plain[10 * i], plain[10 * i + 8]), (moved[10 * i + 7], moved[10 * i + 9]));
            Assert.Equal((float.NegativeInfinity, float.NegativeInfinity), (moved[10 * i + 6], moved[10 * i + 8]));
        }
        using var teacher = Teacher.Open(spec, ForeignFile.Folder, ForeignFile.Grey, ForeignFile.Words, 1);
        Assert.Equal([true, true, true, true, true, true, false, true, false, true], teacher.Knows);
        Assert.Equal(["7", "0", "none", "3", "1", "2", "4", "5", "9", "none"], teacher.Spec.Output.Classes);
    }

    /// <summary>
    /// Even and odd: the probability of a class is the sum of those of its numbers; what is dropped is left out of the sum.
    /// </summary>
    [Fact]
    public void Probabilities_of_one_class_add()
    {
        var plain = ForeignFile.Answers(ForeignFile.Spec("torch-opset13"), ForeignFile.Grey);
        string[] parity = ["even", "odd", "even", "odd", "even", "odd", "even", "odd", "even", "none"];
        using var teacher = Teacher.Open(
            ForeignFile.Spec("torch-opset13", output: new() { Classes = parity }),
            ForeignFile.Folder,
            ForeignFile.Grey,
            ["even", "odd"],
            1
        );
        var merged = new float[24];
        teacher.Answer(ForeignFile.Images(ForeignFile.Grey), 12, merged);
        for (var i = 0; i < 12; i++)
        {
            var shares = Enumerable.Range(0, 9).Select(k => Math.Exp(plain[10 * i + k])).ToList();
            Assert.Equal(shares.Where((_, k) => k % 2 == 0).Sum() / shares.Sum(), Math.Exp(merged[2 * i]), 1e-5);
            Assert.Equal(1, Math.Exp(merged[2 * i]) + Math.Exp(merged[2 * i + 1]), 1e-5);
        }
    }

    [Fact]
    public void Classes_that_do_not_exist_are_named_with_the_nearest()
    {
        string[] classes = ["zero", "one", "two", "tree", "four", "five", "six", "seven", "eight", "11"];
        var problems = Assert
            .Throws<InputException>(() =>
                ForeignFile.Answers(
                    ForeignFile.Spec("torch-opset13", output: new() { Classes = classes }),
                    ForeignFile.Grey,
                    ForeignFile.Words
                )
            )
            .Problems;
        Assert.Equal(["class 'tree'", "class '11'"], problems.Select(p => p.Found));
        Assert.Equal("Did you mean 'three'?", problems[0].Remedy);
    }

    [Fact]
    public void A_name_goes_before_a_number()
    {
        string[] names = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
        using var teacher = Teacher.Open(
            ForeignFile.Spec("torch-opset13", output: new() { Classes = names }),
            ForeignFile.Folder,
            ForeignFile.Grey,
            names,
            1
        );
        Assert.Empty(teacher.Spec.Output.Classes);
    }

    [Fact]
    public void Another_number_of_names_than_of_numbers_is_refused() =>
        Assert.Contains(
            "expected N×2, as many as 'output.classes' names",
            Assert
                .Throws<InputException>(() =>
                    ForeignFile.Answers(ForeignFile.Spec("torch-opset13", output: new() { Classes = ["0", "1"] }), ForeignFile.Grey)
                )
                .Message,
            StringComparison.Ordinal
        );

    private static OnnxModel Through(int height, int width)
    {
        var graph = new GraphBuilder("through");
        var same = graph.Node("Relu", "same", [graph.Input("x", null, 1, height, width)]);
        graph.Output(graph.Node("Neg", "negative", [same]), "y");
        return graph.Build();
    }
}
