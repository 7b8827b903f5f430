using DeepOptDistill.Core;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// Fitted preprocessing: as tensors = as plain numbers = in the exported file, which takes pixel / 255 as every student does.
/// </summary>
public class PreprocessedInputTests
{
    public static TheoryData<string> Cases() =>
        ["standardize", "channel", "channel, zca", "contrast", "deviation", "zca", "contrast, zca", "pca", "contrast, pca, standardize"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheExportedFileAnswersRawPixelsAsTheNetworkDoes(string name)
    {
        using var folder = new TemporaryFolder();
        var spec = Spec(name);
        using var network = Network.Build(spec, new Seed(1), spec.Input.Fit(Nets.Images(300)));
        var images = Nets.Images(20, 8);
        Nets.Close(Predictor.Logits(network, images, images.Count), Nets.Onnx(OnnxExport.Of(network).Model, images, folder.Path), 2e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheTensorFormIsThePlainForm(string name)
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        var spec = Spec(name);
        var fitted = spec.Input.Fit(Nets.Images(300));
        using var form = new InputForm(fitted, spec.Input.Prepared());
        var values = rand(6, 2, 9, 9);
        var found = form.Apply(values).contiguous().data<float>().ToArray();
        Nets.Close(fitted.Apply(values.data<float>().ToArray(), 6), found, 1e-5);
    }

    /// <summary>What was measured of the data is not learned, and a standardization by channel takes two numbers a channel.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void TheFileHasTheParametersOfTheNetwork(string name)
    {
        var spec = Spec(name);
        using var network = Network.Build(spec, new Seed(1), spec.Input.Fit(Nets.Images(300)));
        var export = OnnxExport.Of(network);
        var layers = network.Parameters.Sum(parameter => parameter.Value.numel());
        Assert.Equal(layers, ModelCost.Learned(export.Model).Parameters);
        var stored = export
            .Model.Proto.Graph.Initializer.Where(tensor => tensor.DataType == 1)
            .Sum(tensor => tensor.Dims.Aggregate(1L, (product, length) => product * length));
        if (name == "channel")
            Assert.Equal(layers + (2 * 4), stored);
    }

    [Fact]
    public void ANetworkIsNotBuiltWithoutItsFit() => Assert.Throws<ArgumentException>(() => Network.Build(Spec("zca"), new Seed(1)));

    private static StudentSpec Spec(string name)
    {
        Preprocessing[] steps =
        [
            .. name.Split(", ")
                .Select(step =>
                    (Preprocessing)(
                        step switch
                        {
                            "standardize" => new Standardize(),
                            "channel" => new Standardize { Per = Part.Channel },
                            "contrast" => new GlobalContrastNormalization { Scale = 12 },
                            "deviation" => new GlobalContrastNormalization
                            {
                                UseDeviation = true,
                                Bias = 10,
                                SubtractMean = false,
                            },
                            "zca" => new ZcaWhitening(),
                            _ => new PcaWhitening { Components = 30, Bias = 0.01 },
                        }
                    )
                ),
        ];
        var layers = name.Contains("pca", StringComparison.Ordinal)
            ? (Block[])[new Linear { Features = 16 }, new ReLU(), new Linear { Features = 10 }]
            : [new Conv { Channels = 8, Padding = 1 }, new ReLU(), new Flatten(), new Linear { Features = 10 }];
        var spec = Nets.Of(layers);
        return spec with { Input = spec.Input with { Preprocessing = steps } };
    }
}
