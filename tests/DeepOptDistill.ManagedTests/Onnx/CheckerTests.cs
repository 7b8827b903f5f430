using System.Diagnostics;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Files as ONNX's own checker sees them (Debian's package python3-onnx).</summary>
public sealed class CheckerTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deepopt-check-");

    public void Dispose() => folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(17)]
    public void What_the_builder_writes_is_valid(int opset) => Check(Graphs.Classifier(opset));

    [SkippableFact]
    public void Folded_and_cut_models_are_valid()
    {
        Check(Folding.BatchNorm(Graphs.Classifier()));
        Check(Cut.Below(OnnxModel.Read(ShippedModel.Path("fashion-residual-b")), "probabilities"));
    }

    [SkippableFact]
    public void The_checker_can_fail()
    {
        var broken = Graphs.Classifier().Proto.Clone();
        broken.Graph.Node.RemoveAt(0);
        Assert.NotEqual(0, Run(new(broken)).Code);
    }

    private void Check(OnnxModel model)
    {
        var (code, errors) = Run(model);
        Assert.True(code == 0, errors);
    }

    private (int Code, string Errors) Run(OnnxModel model)
    {
        Skip.IfNot(File.Exists(Python) && Start("import onnx").Code == 0, "python3-onnx is not installed");
        var path = Path.Combine(folder.FullName, "model.onnx");
        model.Write(path);
        return Start("import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", path);
    }

    private static (int Code, string Errors) Start(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script, .. arguments]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
