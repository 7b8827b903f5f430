using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>A layer through a bottleneck = the dense layer of the product, at the price of the factors.</summary>
public class LowRankTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EqualsTheDenseLayerOfTheProduct(bool bias)
    {
        using var scope = NewDisposeScope();
        using var network = Network.Build(
            Nets.Of(
                new Flatten(),
                new LowRank
                {
                    Name = "wide",
                    Features = 40,
                    Rank = 7,
                    Bias = bias,
                }
            ),
            new Seed(3)
        );
        var state = network.Parameters.ToDictionary(p => p.Name, p => p.Value);
        using (no_grad())
            if (bias)
                state["wide.bias"].copy_(arange(40).to(ScalarType.Float32));
        var x = rand(5, 2, 9, 9);
        var dense = x.reshape(5, -1).mm(state["wide.u"].mm(state["wide.v"]).t()) + (bias ? state["wide.bias"] : zeros(40));
        Nets.Close(dense.detach().data<float>().ToArray(), network.Logits(x).detach().data<float>().ToArray(), 1e-5);
    }

    [Fact]
    public void CostsItsFactors()
    {
        using var network = Network.Build(Nets.Of(new Flatten(), new LowRank { Features = 40, Rank = 7 }), new Seed(3));
        Assert.Equal((7 * (162 + 40)) + 40, network.ParameterCount);
        var export = OnnxExport.Of(network);
        Assert.Equal(7 * (162 + 40), ModelCost.Count(export.Model, export.Shapes.ToDictionary()).Macs);
    }

    [Theory]
    [InlineData("he", 2.0 / 162)]
    [InlineData("glorot", 2.0 / (162 + 4000))]
    [InlineData("lecun", 1.0 / 162)]
    [InlineData("uniform", 0.005 * 0.005 / 3)]
    public void TheProductHasTheVarianceThatTheInitializerStates(string initializer, double variance)
    {
        using var scope = NewDisposeScope();
        var init = (Initializer)
            Activator.CreateInstance(Kinds.All.Members(typeof(Initializer)).Single(kind => kind.Name == initializer).Type)!;
        using var network = Network.Build(
            Nets.Of(
                new Flatten(),
                new LowRank
                {
                    Features = 4000,
                    Rank = 100,
                    Init = init,
                }
            ),
            new Seed(3)
        );
        var product = network
            .Parameters.Single(p => p.Name == "low-rank1.u")
            .Value.mm(network.Parameters.Single(p => p.Name == "low-rank1.v").Value);
        Assert.Equal(1, product.var().item<float>() / variance, 0.05);
    }

    [Theory]
    [InlineData(41, "he", "rank 41 of a matrix of 40 × 162")]
    [InlineData(7, "orthogonal", "orthonormal weights of a product")]
    public void WhatMakesNoSenseIsRefused(int rank, string initializer, string found)
    {
        Initializer init = initializer == "he" ? new He() : new Orthogonal();
        var error = Assert.Throws<InputException>(() =>
            Placement.Of(
                Nets.Of(
                    new Flatten(),
                    new LowRank
                    {
                        Features = 40,
                        Rank = rank,
                        Init = init,
                    }
                )
            )
        );
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
    }
}
