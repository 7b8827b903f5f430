using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>The contract of every activation: tensor form = formula · gradient = slope.</summary>
public class ActivationContractTests
{
    private static readonly float[] Points = [-4f, -1.5f, -0.3f, 0.2f, 1f, 3.7f];

    public static IEnumerable<object[]> Members() => Kinds.All.Members(typeof(Activation)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Members))]
    public void TensorFormIsTheFormula(Kind kind)
    {
        var activation = (Activation)Activator.CreateInstance(kind.Type)!;
        using var scope = NewDisposeScope();
        var y = Apply(activation, tensor(Points).reshape(6, 1)).data<float>().ToArray();
        for (var i = 0; i < Points.Length; i++)
            Assert.Equal(activation.Formula(Points[i]), y[i], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void GradientIsTheSlope(Kind kind)
    {
        const double h = 1e-4;
        var activation = (Activation)Activator.CreateInstance(kind.Type)!;
        using var scope = NewDisposeScope();
        var x = tensor(Points, requires_grad: true);
        Apply(activation, x.reshape(6, 1)).sum().backward();
        var gradient = x.grad!.data<float>().ToArray();
        for (var i = 0; i < Points.Length; i++)
            Assert.Equal((activation.Formula(Points[i] + h) - activation.Formula(Points[i] - h)) / (2 * h), gradient[i], 1e-4);
    }

    [Fact]
    public void MaxoutTakesTheLargestOfNeighbours()
    {
        using var scope = NewDisposeScope();
        var place = new Placed(new Maxout { Pieces = 2 }, "maxout1", Shape.Features(4), Shape.Features(2), null, null);
        var y = new GraphModule(LayerGraph.Of(place, new Seed(1))).call(tensor(new float[] { 1, 5, -2, -7 }, 1, 4));
        Assert.Equal([5f, -2f], y.contiguous().data<float>().ToArray());
    }

    private static Tensor Apply(Activation activation, Tensor x)
    {
        var place = new Placed(activation, "activation", Shape.Features(1), Shape.Features(1), null, null);
        return new GraphModule(LayerGraph.Of(place, new Seed(1))).call(x);
    }
}
