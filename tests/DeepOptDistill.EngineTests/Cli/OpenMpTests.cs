using DeepOptDistill.Data.Readers;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.EngineTests.Distillation;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>
/// Whatever the environment says of OpenMP's threads, a training on two threads ends with the same student; how long they spin is
/// bounded, or as the user says.
/// </summary>
public class OpenMpTests
{
    private const string Student = """
        name: tiny
        input: { shape: [1, 28, 28], mean: [0.2860], deviation: [0.3530] }
        layers:
          - conv: { channels: 8, stride: 2, padding: 1 }
          - batch-norm
          - relu
          - conv: { channels: 16, padding: 1 }
          - maxout
          - dropout: { probability: 0.1 }
          - global-average-pool
          - linear: { features: 10 }
        """;

    private const string Recipe = """
        dataset: { fashion-mnist-small: { validation: 100, split: tail, limit: 400 } }
        student: student.yaml
        seed: 3
        batch: 50
        stages:
          - { name: train, epochs: 1, loss: [ cross-entropy ], optimizer: { sgd: { rate: 0.1 } }, schedule: constant }
        """;

    private static readonly Lazy<float[]> Ordinary = new(() => Answers().Logits);

    [Theory]
    [InlineData("OMP_THREAD_LIMIT", "1")]
    [InlineData("OMP_DYNAMIC", "true")]
    public void FewerThreadsThanAskedForAnswerAlike(string name, string value)
    {
        var logits = Answers((name, value)).Logits;
        var scale = Ordinary.Value.Max(Math.Abs);
        for (var i = 0; i < logits.Length; i++)
            Assert.Equal(Ordinary.Value[i], logits[i], 1e-4 * scale);
    }

    [Theory]
    [InlineData("", "", "1000")]
    [InlineData("GOMP_SPINCOUNT", "77", "77")]
    [InlineData("OMP_WAIT_POLICY", "passive", "0")]
    public void SpinningIsBoundedUnlessTheUserSays(string name, string value, string spins)
    {
        var (_, errors) = Answers([("OMP_DISPLAY_ENV", "verbose"), .. name == "" ? (ReadOnlySpan<(string, string)>)[] : [(name, value)]]);
        Assert.Contains($"GOMP_SPINCOUNT = '{spins}'", errors, StringComparison.Ordinal);
    }

    /// <summary>
    /// Trains in a process of its own: what the student answers to the first hundred test images, and what the process said.
    /// </summary>
    private static (float[] Logits, string Errors) Answers(params (string Name, string Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(folder, Recipe, Student);
        var (code, _, errors) = DeepOpt.Run(folder.Path, environment, ["train", "recipe.yaml", "--out", "run", "--threads", "2"]);
        Assert.True(code == 0, errors);
        var images = new FashionMnistSmall().Load(Tiny.Place(folder).Data).Test;
        var logits = new float[100 * 10];
        using var student = Teacher.Open(
            new TeacherSpec { Name = "student", Model = "student.onnx" },
            folder.In("run"),
            images.Shape,
            10,
            1
        );
        student.Answer(images, 100, logits);
        return (logits, errors);
    }
}
