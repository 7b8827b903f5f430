using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>
/// Teachers of tens of thousands of classes are examined in seconds: the work follows from the questions, not from the classes.
/// </summary>
public sealed class ManyClassesTests : IDisposable
{
    private const int Width = 32,
        Rows = 2000;
    private static readonly SampleShape Shape = new(Width, 1, 1) { Numbers = SampleNumbers.Float32 };
    private static readonly TeacherSpec Mine = new() { Name = "mine" };
    private readonly TeacherFolder folder = new();
    private RandomStream random = new(3);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.75)]
    [InlineData(0.02)]
    public void TenThousandAreExaminedInTime(double right)
    {
        const int Classes = 10_000;
        Layer(Classes);
        float[] rows = Numbers(Rows * Width);
        var answers = new float[Rows * Classes];
        using (var teacher = folder.Open(shape: Shape, classes: Classes))
            teacher.Answer(MemoryMarshal.AsBytes<float>(rows), Rows, answers);
        var set = Set(
            rows,
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i =>
                        random.NextDouble() < right ? Score.ArgMax(answers.AsSpan(i * Classes, Classes)) : random.NextInt(Classes)
                    ),
            ],
            Classes
        );
        foreach (
            var options in new[]
            {
                Beginning.Quick with
                {
                    Budget = null,
                },
                new ExaminationOptions { Threads = 2 },
            }
        )
        {
            var clock = Stopwatch.StartNew();
            var found = TeacherExamination.Of(Mine, folder.Path, set, options);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
            Assert.InRange(found.Accuracy, right - 0.12, right + 0.12);
            Assert.Equal(right > 0.5, found.Findings.Count == 0);
        }
    }

    /// <summary>Classes in another order are found among thousands of which nobody asks.</summary>
    [Fact]
    public void AnOrderIsFoundAmongThousands()
    {
        const int Classes = 3000,
            Asked = 21;
        var weights = Layer(Classes);
        float[] rows = [.. Enumerable.Range(0, Rows * Width).Select(i => 4 * weights[(i % Width * Classes) + (i / Width % Asked)])];
        var set = Set(rows, [.. Enumerable.Range(0, Rows).Select(i => (i + 1) % Asked)], Classes);
        var finding = Assert.Single(TeacherExamination.Of(Mine, folder.Path, set, new() { Images = 600 }).Findings);
        Assert.Equal("permuted-classes", finding.Name);
        Assert.Contains("classes: [c1, c2, c3, ", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("c20, c0, c21, c22, ", finding.Remedy, StringComparison.Ordinal);
    }

    private static SampleSet Set(float[] rows, int[] labels, int classes) =>
        new("many", Shape, new HeldBytes<float>(rows, Width), labels, [.. Enumerable.Range(0, classes).Select(c => $"c{c}")]);

    private float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];

    /// <summary>A teacher of one random layer; gives its weights, row-major.</summary>
    private float[] Layer(int classes)
    {
        var (graph, weights) = (new GraphBuilder("layer"), Numbers(Width * classes));
        var x = graph.Input("x", null, Width);
        graph.Output(graph.Node("MatMul", "y", [x, graph.Constant("w", weights, Width, classes)]), "logits", null, classes);
        folder.With(graph.Build());
        return weights;
    }
}
