using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Three networks that learn from each other go the way that they go in PyTorch, step by step; values by
/// <c>scripts/reference/mutual.py</c>.
/// </summary>
public sealed class PeerReferenceTests : IDisposable
{
    private static readonly JsonElement Reference = JsonDocument
        .Parse(File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Training", "mutual.json")))
        .RootElement;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryStepIsPyTorchs()
    {
        var networks = Reference.GetProperty("start").EnumerateArray().Select(Network).ToList();
        try
        {
            var terms = Reference.GetProperty("terms").EnumerateArray().ToList();
            // One batch holds all images, so that an epoch is a step.
            var stage = new Stage
            {
                Name = "one",
                Epochs = terms.Count,
                Loss = [new CrossEntropy(), new Mutual { Weight = Number("weight"), Temperature = Number("temperature") }],
                Optimizer = new Sgd { Rate = Number("rate") },
                Schedule = new Constant(),
            };
            var trainer = new Trainer(
                networks[0],
                Data(),
                new TrainingPlan(Role.Student, 1, 6, [stage], "id"),
                new TrainingWatch("t", folder.In("c"), TimeProvider.System),
                [.. networks.Skip(1).Select(network => new Peer(network, 2))]
            );
            IReadOnlyList<IReadOnlyList<EpochRecord>> epochs = [trainer.Run(), .. trainer.PeerEpochs];
            for (var step = 0; step < terms.Count; step++)
            for (var k = 0; k < networks.Count; k++)
            {
                Assert.Equal(terms[step][k][0].GetDouble(), epochs[k][step].Terms["cross-entropy"], 2e-5);
                Assert.Equal(terms[step][k][1].GetDouble(), epochs[k][step].Terms["mutual"], 2e-5);
            }
            foreach (var (network, end) in networks.Zip(Reference.GetProperty("end").EnumerateArray()))
            foreach (var (found, expected) in network.Parameters.Zip(end.EnumerateArray()))
                Assert.All(found.Value.data<float>().ToArray().Zip(Values(expected)), pair => Assert.Equal(pair.Second, pair.First, 5e-5));
        }
        finally
        {
            foreach (var network in networks)
                network.Dispose();
        }
    }

    private static Network Network(JsonElement start)
    {
        var network = DeepOptDistill.Students.Networks.Network.Build(
            new StudentSpec
            {
                Name = "net",
                Input = new InputSpec { Shape = [1, 2, 2] },
                Layers = [new Flatten(), new Linear { Features = 10 }],
            },
            new Seed(1)
        );
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (parameter, values) in network.Parameters.Zip(start.EnumerateArray()))
            parameter.Value.copy_(tensor(Values(values), parameter.Value.shape));
        return network;
    }

    private static TrainingData Data()
    {
        IReadOnlyList<string> classes = [.. Enumerable.Range(0, 10).Select(label => $"{label}")];
        var shape = new SampleShape(1, 2, 2);
        return new TrainingData
        {
            Train = new SampleSet(
                "six",
                shape,
                [.. Reference.GetProperty("pixels").EnumerateArray().Select(v => v.GetByte())],
                [.. Reference.GetProperty("labels").EnumerateArray().Select(v => v.GetInt32())],
                classes
            ),
            Validation = new SampleSet("none", shape, [], [], classes),
        };
    }

    private static double Number(string key) => Reference.GetProperty(key).GetDouble();

    private static float[] Values(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetSingle())];
}
