using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>
/// ONNX's own conformance files, as Debian's <c>libonnx-testdata</c> lays them: each is answered as told, or refused by name. Skipped where
/// they are missing; <c>DEEPOPT_ONNX_TESTDATA</c> names another folder.
/// </summary>
public sealed class ConformanceTests
{
    private const double Relative = 1e-3,
        Absolute = 1e-7;

    /// <summary>
    /// What ONNX Runtime answers otherwise too, or what no generator repeats: two sizes whose expectation takes a length that is no whole
    /// number, and masks of NumPy's generator. An optional value is no tensor to hand in.
    /// </summary>
    private static readonly string[] Otherwise =
    [
        "test_resize_downsample_scales_cubic_align_corners",
        "test_resize_downsample_scales_linear_align_corners",
        "test_training_dropout",
        "test_training_dropout_default",
        "test_training_dropout_default_mask",
        "test_training_dropout_mask",
        "test_identity_opt",
    ];

    private int told;

    private static string Folder => Environment.GetEnvironmentVariable("DEEPOPT_ONNX_TESTDATA") ?? "/usr/share/libonnx-testdata/data";

    public ConformanceTests() => Engine.EnsureLoaded();

    [SkippableFact]
    public void EveryFileIsAnsweredOrRefusedByName()
    {
        Skip.IfNot(Directory.Exists(Folder), $"no {Folder}");
        var files = Directory.EnumerateFiles(Folder, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var (right, refused, wrong) = (0, 0, new List<string>());
        foreach (
            var folder in files.Select(file => Path.GetDirectoryName(file)!).Where(folder => !Otherwise.Contains(Path.GetFileName(folder)))
        )
        {
            if (Answered(folder) is not { } fault)
                refused++;
            else if (fault.Length == 0)
                right++;
            else
                wrong.Add($"{Path.GetFileName(folder)}: {fault}");
        }
        Assert.Empty(wrong);
        Assert.True(told >= 850, $"found the shapes of {told} of {right} answered files told by rules; expected at least 850");
        Assert.True(right >= 930, $"found {right} of {files.Count} answered and {refused} refused; expected at least 930 answered");
    }

    /// <summary>What is wrong with the answers to a file's inputs: empty where nothing is, null where it is refused.</summary>
    private string? Answered(string folder)
    {
        try
        {
            var model = OnnxModel.Read(Path.Combine(folder, "model.onnx"));
            using var network = GraphNetwork.Of(model);
            return Directory
                    .EnumerateDirectories(folder)
                    .Select(set => Compared(network, model, set))
                    .FirstOrDefault(fault => fault.Length > 0)
                ?? "";
        }
        catch (Exception error) when (error is InputException or NotSupportedException)
        {
            return null;
        }
    }

    private string Compared(GraphNetwork network, OnnxModel model, string set)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var names = model.Proto.Graph.Input.Select(input => input.Name).ToList();
        var given = Directory.GetFiles(set, "input_*.pb").ToDictionary(file => names[NumberOf(file)], Read);
        var answers = network.Run(given);
        var numbers = given
            .Where(pair => pair.Value.dtype is ScalarType.Int64 or ScalarType.Int32 && pair.Value.dim() < 2)
            .ToDictionary(pair => pair.Key, pair => pair.Value.WholeNumbers());
        var ruled = GraphShapes.Of(model, given.ToDictionary(pair => pair.Key, pair => pair.Value.shape), numbers);
        var shapes = model
            .Proto.Graph.Output.Zip(answers, (output, answer) => (Rule: ruled.Find(output.Name), Real: answer.shape))
            .ToList();
        if (shapes.Find(pair => pair.Rule is { } rule && !rule.SequenceEqual(pair.Real)) is { Rule: { } wrong, Real: var real })
            return $"found {string.Join('×', wrong)} by the shape rule; expected {string.Join('×', real)}";
        if (shapes.TrueForAll(pair => pair.Rule is not null))
            told++;
        return answers
                .Select((answer, i) => Compared(answer, Read(Path.Combine(set, $"output_{i}.pb"))))
                .FirstOrDefault(fault => fault.Length > 0)
            ?? "";
    }

    private static string Compared(Tensor answer, Tensor expected)
    {
        if (answer.dtype != expected.dtype)
            return $"found {answer.dtype}; expected {expected.dtype}";
        if (!answer.shape.SequenceEqual(expected.shape))
            return $"found {string.Join('×', answer.shape)}; expected {string.Join('×', expected.shape)}";
        var (a, b) = (answer.to_type(ScalarType.Float64), expected.to_type(ScalarType.Float64));
        var isClose = a.eq(b) | (a.isnan() & b.isnan()) | ((a - b).abs() <= (b.abs() * Relative) + Absolute);
        return isClose.all().item<bool>() ? "" : $"off by {(a - b).abs().max().item<double>()}";
    }

    private static int NumberOf(string file) => int.Parse(Path.GetFileNameWithoutExtension(file)["input_".Length..]);

    private static Tensor Read(string file) => StoredTensor.Read(TensorProto.Parser.ParseFrom(File.ReadAllBytes(file)));
}
