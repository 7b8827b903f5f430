using DeepOptDistill.Core;
using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Regressors;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// The contract of every regressor: whatever pair of shapes it accepts, its output has the hint's shape and non-linearity.
/// </summary>
public class RegressorContractTests
{
    private static readonly Shape[] Shapes =
    [
        Shape.Map(8, 8, 8),
        Shape.Map(12, 8, 8),
        Shape.Map(6, 7, 7),
        Shape.Map(5, 4, 4),
        Shape.Map(4, 16, 16),
        Shape.Map(3, 28, 28),
        Shape.Map(3, 14, 10),
        Shape.Features(30),
    ];

    public static IEnumerable<object[]> Members() => Kinds.All.Members(typeof(Regressor)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Members))]
    public void GivesTheHintsShape(Kind kind)
    {
        using var scope = NewDisposeScope();
        var regressor = (Regressor)Activator.CreateInstance(kind.Type)!;
        var accepted = 0;
        foreach (var guided in Shapes)
        {
            foreach (var hint in Shapes)
            {
                if (regressor.Check(guided, hint) is { } mismatch)
                {
                    Assert.All([mismatch.Found, mismatch.Expected, mismatch.Remedy], Assert.NotEmpty);
                    continue;
                }
                accepted++;
                foreach (var activation in new[] { TapActivation.None, new TapActivation("relu"), new TapActivation("maxout", 3) })
                    AssertFits(regressor, guided, hint, activation);
            }
        }
        Assert.True(accepted > 0);
    }

    [Fact]
    public void AutoTakesEveryPair() =>
        Assert.All(Shapes, guided => Assert.All(Shapes, hint => Assert.Null(new AutoRegressor().Check(guided, hint))));

    /// <summary>
    /// FitNet 4: guided 80×8×8, hint 192×7×7, k = 2: 61,440 weights a piece, where a fully connected regressor has 48,168,960.
    /// </summary>
    [Fact]
    public void TheConvolutionalRegressorHasThePapersWeights()
    {
        var (guided, hint) = (Shape.Map(80, 8, 8), Shape.Map(192, 7, 7));
        var chosen = Assert.IsType<ConvRegressor>(new AutoRegressor().Choose(guided, hint));
        Assert.Equal(2, chosen.KernelOf(guided, hint));
        using var network = Network.Build(chosen.For(guided, hint, TapActivation.None)!, new Seed(1));
        Assert.Equal(61_440, network.ParameterCount - 192);
        Assert.Equal(48_168_960, (long)guided.Count * hint.Count);
    }

    [Fact]
    public void AutoChoosesByTheShapes()
    {
        Regressor Chosen(Shape guided, Shape hint) => new AutoRegressor().Choose(guided, hint);
        Assert.IsType<NoRegressor>(Chosen(Shape.Map(8, 8, 8), Shape.Map(8, 8, 8)));
        Assert.IsType<ConvRegressor>(Chosen(Shape.Map(8, 8, 8), Shape.Map(9, 8, 8)));
        Assert.Equal(new ConvRegressor { Kernel = 4, Stride = 4 }, Chosen(Shape.Map(3, 28, 28), Shape.Map(5, 7, 7)));
        Assert.IsType<PointwiseRegressor>(Chosen(Shape.Map(5, 4, 4), Shape.Map(8, 8, 8)));
        Assert.IsType<LinearRegressor>(Chosen(Shape.Map(5, 4, 4), Shape.Features(30)));
    }

    private static void AssertFits(Regressor regressor, Shape guided, Shape hint, TapActivation activation)
    {
        using var scope = NewDisposeScope();
        if (regressor.For(guided, hint, activation) is not { } spec)
        {
            Assert.Equal(guided, hint);
            return;
        }
        using var network = Network.Build(spec, new Seed(3));
        Assert.Equal(hint.Count, network.Layers[^1].Output.Count);
        if (guided.IsMap && hint.IsMap && regressor is not LinearRegressor)
            Assert.Equal(hint, network.Layers[^1].Output);
        Assert.Equal(
            activation.Kind switch
            {
                "relu" => typeof(ReLU),
                "maxout" => typeof(Maxout),
                _ => null,
            },
            network.Layers[^1].Block is ReLU or Maxout ? network.Layers[^1].Block.GetType() : null
        );
        Assert.Equal(
            [2, .. network.Layers[^1].Output.Sizes.Select(s => (long)s)],
            network.Logits(zeros([2, .. spec.Input.Shape.Select(s => (long)s)])).shape
        );
    }
}
