using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// Networks that PyTorch exported answer as PyTorch says, and one step of SGD changes every stored number as PyTorch's step does;
/// scripts/reference/graph_steps.py wrote them, and text_steps.py an encoder of texts with three inputs.
/// </summary>
public sealed class GraphStepTests : IDisposable
{
    private const int Samples = 8,
        Classes = 5;

    private static readonly Sgd Plain = new() { Rate = 0.05, Momentum = 0 };

    private static readonly string Folder = Repository.In("tests", "DeepOptDistill.EngineTests", "Students", "Steps");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mobile")]
    [InlineData("dense")]
    [InlineData("grouped")]
    [InlineData("vision")]
    [InlineData("vision-12")]
    [InlineData("sequence")]
    [InlineData("quantized")]
    public void AStepIsPyTorchsStep(string name) =>
        Compare(name, "steps.json", Images(), file => Spec(file, Pixels, new ImportOptions { Input = "x", Answer = "logits" }));

    [Theory]
    [InlineData("text")]
    [InlineData("text-17")]
    public void AStepOfSeveralInputsIsPyTorchsStep(string name)
    {
        var texts = Texts();
        var input = new InputSpec { Shape = [texts.Shape.Size] };
        var options = new ImportOptions
        {
            Input = ColumnInputs.Name,
            Answer = "logits",
            Order = SampleOrder.Flat,
            Columns = [.. texts.Shape.Columns!.All.Select(column => new InputColumn(column.Name, column.Words))],
        };
        Compare(name, "text-steps.json", texts, file => Spec(file, input, options));
    }

    private void Compare(string name, string steps, SampleSet samples, Func<OnnxModel, StudentSpec> import)
    {
        var told = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, steps))).RootElement.GetProperty(name);
        var file = OnnxModel.Read(Path.Combine(Folder, $"{name}.onnx"));
        var after = OnnxModel.Read(Path.Combine(Folder, $"{name}-after.onnx"));
        Assert.Equal(told.GetProperty("learned").GetInt64(), Learned(file));
        Assert.Equal(told.GetProperty("macs").GetInt64(), ModelInspection.Inspect(Path.Combine(Folder, $"{name}.onnx")).Macs);
        using var network = Network.Build(import(file), new Seed(1));
        Nets.Close(Floats(told, "before"), Predictor.Logits(network, samples, Samples), 2e-5);
        var epochs = Step(network, samples);
        Assert.Equal(told.GetProperty("loss").GetDouble(), epochs[^1].Loss, 1e-5);
        Nets.Close(Floats(told, "after"), Predictor.Logits(network, samples, Samples), 2e-5);
        var (expected, found) = (Numbers(after), Numbers(network.Spec.Source!.With(network)));
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        foreach (var (tensor, values) in expected)
            Nets.Close(values, found[tensor], 2e-5);
        Assert.Contains(expected, entry => !entry.Value.SequenceEqual(Numbers(file)[entry.Key]));
    }

    /// <summary>What PyTorch calls parameters: what the file's learned tensors hold.</summary>
    private static long Learned(OnnxModel file)
    {
        var names = LearnedTensors.Of(TrainableForm.Of(file)).ToHashSet(StringComparer.Ordinal);
        return TrainableForm
            .Of(file)
            .Proto.Graph.Initializer.Where(tensor => names.Contains(tensor.Name))
            .Sum(tensor => tensor.Dims.Aggregate(1L, (product, length) => product * length));
    }

    private static InputSpec Pixels =>
        new()
        {
            Shape = [3, 12, 12],
            Mean = [50 / 255.0],
            Deviation = [32 / 255.0],
        };

    private static StudentSpec Spec(OnnxModel file, InputSpec input, ImportOptions options) =>
        ImportedNetwork.Of(file, input, options).Spec("net", input);

    private IReadOnlyList<EpochRecord> Step(Network network, SampleSet samples) =>
        new Trainer(
            network,
            new TrainingData { Train = samples, Validation = samples },
            new TrainingPlan(
                Role.Student,
                7,
                Samples,
                [
                    new Stage
                    {
                        Name = "one",
                        Epochs = 1,
                        Loss = [new CrossEntropy()],
                        Optimizer = Plain,
                        Schedule = new Constant(),
                    },
                ],
                "identity"
            ),
            new TrainingWatch("t", folder.In("checkpoint"), TimeProvider.System)
        ).Run();

    /// <summary>(p − 50) / 32 of whole numbers p, as the script has them.</summary>
    private static SampleSet Images() =>
        new(
            "samples",
            new SampleShape(3, 12, 12),
            [.. Enumerable.Range(0, Samples * 3 * 12 * 12).Select(place => (byte)(place * 37 % 101))],
            [.. Enumerable.Range(0, Samples).Select(sample => sample % Classes)],
            [.. Enumerable.Range(0, Classes).Select(c => $"class {c}")]
        );

    /// <summary>Three arrays side by side, as the script has them.</summary>
    private static SampleSet Texts() =>
        new NpyDataset
        {
            Train = "text.npz/input_ids,attention_mask,token_type_ids",
            TrainLabels = "text.npz/labels",
            Test = "text.npz/input_ids,attention_mask,token_type_ids",
            TestLabels = "text.npz/labels",
            Validation = 0,
        }
            .Load(new(Folder), new Seed(1))
            .Train;

    private static float[] Floats(JsonElement told, string key) =>
        [.. told.GetProperty(key).EnumerateArray().Select(number => number.GetSingle())];

    private static Dictionary<string, float[]> Numbers(OnnxModel model) =>
        model
            .Proto.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float)
            .ToDictionary(tensor => tensor.Name, tensor => TensorValues.Read(tensor).Select(value => (float)value).ToArray());
}
