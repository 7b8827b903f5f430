using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Operators;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>
/// Networks that people use, in a folder that <c>DEEPOPT_NETWORKS</c> names; skipped where it names none. scripts/real-networks fetches
/// some.
/// </summary>
public sealed class RealNetworkTests
{
    private const long Batch = 2;

    /// <summary>Sizes for dimensions that a file leaves free, behind the first; by the beginning of the file's name.</summary>
    private static readonly (string File, string Input, long[] Shape)[] Sizes =
    [
        ("ch_PP-OCRv4_det", "x", [Batch, 3, 64, 192]),
        ("ch_", "x", [Batch, 3, 48, 192]),
        ("melspectrogram", "", [1, 16000]),
        ("silero_vad_legacy", "input", [1, 512]),
        ("silero_vad", "input", [1, 512]),
        ("silero_vad", "state", [2, 1, 128]),
        ("silero_vad", "h", [2, 1, 64]),
        ("silero_vad", "c", [2, 1, 64]),
    ];

    public RealNetworkTests() => Engine.EnsureLoaded();

    private static string? Folder => Environment.GetEnvironmentVariable("DEEPOPT_NETWORKS");

    public static TheoryData<string> Files() =>
        Folder is null
            ? ["none"]
            :
            [
                .. Directory
                    .EnumerateFiles(Folder, "*.onnx", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(Folder, file))
                    .Order(StringComparer.Ordinal),
            ];

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void ItAnswersAsTheRuntime(string file)
    {
        Skip.If(Folder is null, "no DEEPOPT_NETWORKS");
        var model = OnnxModel.Read(Path.Combine(Folder!, file));
        using var scope = NewDisposeScope();
        using var session = new InferenceSession(model.ToBytes());
        var inputs = model.Inputs.ToDictionary(input => input.Name, input => Drawn(Path.GetFileName(file), input));
        using var options = new RunOptions();
        var values = inputs.Values.Select(input => input.ForRuntime()).ToList();
        using var expected = session.Run(options, [.. inputs.Keys], values, [.. session.OutputNames]);
        using var network = GraphNetwork.Of(model);
        using var none = no_grad();
        var answered = network.Run(inputs.ToDictionary(input => input.Key, input => input.Value.ForEngine(isDouble: false)));
        for (var i = 0; i < answered.Count; i++)
            RuntimeAnswer.AssertClose(expected[i], answered[i], 1e-3, $"{file}, output {i}");
        values.ForEach(value => value.Dispose());
    }

    /// <summary>Networks of images begin as the file, whose parameters are learned, and are written as the file.</summary>
    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void ItBeginsAsTheFileAndIsWrittenAsTheFile(string file)
    {
        Skip.If(Folder is null, "no DEEPOPT_NETWORKS");
        var model = OnnxModel.Read(Path.Combine(Folder!, file));
        Skip.IfNot(IsClassifier(model), "no classifier of images");
        var shape = Drawn(Path.GetFileName(file), model.Inputs[0]).Shape;
        var input = new InputSpec { Shape = [(int)shape[1], (int)shape[2], (int)shape[3]] };
        var imported = ImportedNetwork.Of(model, input, new ImportOptions { Input = model.Inputs[0].Name, Answer = model.Outputs[0].Name });
        using var network = Network.Build(imported.Spec("net", input), new Core.Seed(1));
        Assert.Equal(model.ToBytes(), OnnxExport.Of(network).Model.ToBytes());
        var lifted = TrainableForm.Lifted(model);
        var statistics = lifted
            .Proto.Graph.Node.Where(node => node.OpType == "BatchNormalization")
            .Sum(node => 2 * lifted.Proto.Graph.Initializer.Single(tensor => tensor.Name == node.Input[3]).Dims[0]);
        Assert.Equal(ModelCost.Learned(model).Parameters - statistics, network.ParameterCount);
    }

    private static bool IsClassifier(OnnxModel model) =>
        model is { Inputs: [{ Shape.Count: 4 } input], Outputs: [{ Shape.Count: 2 }] } && input.Shape[0] is null && input.Shape[1] is <= 3;

    private static OperatorInput Drawn(string file, TensorInfo input)
    {
        var said = Sizes.FirstOrDefault(size =>
            file.StartsWith(size.File, StringComparison.Ordinal) && (size.Input.Length == 0 || size.Input == input.Name)
        );
        long[] shape = said.Shape ?? [.. input.Shape.Select((size, axis) => size ?? (axis == 0 ? Batch : 1))];
        return input.ElementType == DataType.Int64
            ? new(DataType.Int64, shape.Length > 1 ? [] : shape, [16000])
            : OperatorInput.Drawn(-1, 1, shape);
    }
}
