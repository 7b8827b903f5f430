using System.Diagnostics;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>The exported files pass the checker of the ONNX project (Debian: python3-onnx). Skipped where that is not installed.</summary>
public class OnnxCheckerTests
{
    private const string Python = "/usr/bin/python3";

    public static IEnumerable<object[]> Students() =>
        Directory.EnumerateDirectories(Repository.In("students")).Select(folder => new object[] { Path.GetFileName(folder) });

    [SkippableTheory]
    [MemberData(nameof(Students))]
    public void APresetPasses(string name) =>
        Check(SpecFile.Read<StudentSpec>(Repository.In("students", name, "student.yaml"), Kinds.All).Value);

    [SkippableFact]
    public void EveryOperatorPasses() =>
        Check(
            Nets.Of(
                new Conv { Channels = 8, Padding = 1 },
                new DeepOptDistill.Students.Activations.PReLU(),
                new AveragePool(),
                new DeepOptDistill.Students.Activations.Maxout(),
                new Residual { Layers = [new Conv { Channels = 8, Padding = 1 }, new DeepOptDistill.Students.Activations.LeakyReLU()] },
                new DeepOptDistill.Students.Activations.Sigmoid(),
                new MaxPool(),
                new DeepOptDistill.Students.Norms.BatchNorm(),
                new Resize { Height = 7, Width = 3 },
                new Flatten(),
                new LowRank { Features = 20, Rank = 3 },
                new DeepOptDistill.Students.Activations.Tanh(),
                new Dropout(),
                new Linear { Features = 10 }
            )
        );

    private static void Check(StudentSpec spec)
    {
        Skip.IfNot(File.Exists(Python) && Run("import onnx").Code == 0, "python3-onnx is not installed");
        using var folder = new TemporaryFolder();
        using var network = Network.Build(
            spec,
            new Seed(1),
            spec.Input.Preprocessing.Count == 0 ? null : spec.Input.Fit(new Letters().Load(new DataFolder(folder.Path), new Seed(1)).Train)
        );
        OnnxExport.Of(network).Model.Write(folder.In("net.onnx"));
        var (code, errors) = Run(
            $"import onnx; m = onnx.load('{folder.In("net.onnx")}'); onnx.checker.check_model(m, full_check=True); assert "
                + "m.opset_import[0].version >= 17; assert m.graph.input[0].type.tensor_type.shape.dim[0].dim_param"
        );
        Assert.True(code == 0, errors);
    }

    private static (int Code, string Errors) Run(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", program]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
