using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// The contract of every loss on inner tensors: finite scalar ≥ 0, on dead maps, copies and single samples too · gradient = central
/// difference, and differentiable again · value and gradient zero where student = teacher · no tensor left alive.
/// </summary>
public class FeatureLossContractTests
{
    private static readonly long[] Maps = [4, 3, 4, 4];

    public static IEnumerable<object[]> Members() => Features.Kinds.Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Members))]
    public void TakesEqualShapes(Kind kind)
    {
        var loss = Features.Make(kind);
        Assert.Null(loss.Check([.. loss.Pairs.Select(_ => (Shape.Map(3, 4, 4), Shape.Map(3, 4, 4)))]));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void NamesItsTensorsInItsTerm(Kind kind)
    {
        var loss = Features.Make(kind);
        Assert.All(
            loss.Pairs,
            pair =>
                Assert.True(
                    loss.Term.Contains(pair.Teacher, StringComparison.Ordinal) && loss.Term.Contains(pair.Student, StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void IsAFiniteScalarAboveZero(Kind kind)
    {
        using var scope = NewDisposeScope();
        var value = new Case(kind, 1).Loss();
        Assert.Empty(value.shape);
        Assert.Equal(ScalarType.Float32, value.dtype);
        Assert.InRange(value.item<float>(), 1e-6f, 1000);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void GradientIsTheCentralDifference(Kind kind)
    {
        const float h = 1e-2f;
        using var scope = NewDisposeScope();
        var at = new Case(kind, 2);
        var gradients = at.Gradients();
        var most = gradients.Max(g => g.Max(Math.Abs));
        Assert.True(most > 0);
        for (var p = 0; p < gradients.Count; p++)
        {
            for (var i = 0; i < gradients[p].Length; i += 5)
            {
                var central = (at.Shifted(p, i, h) - at.Shifted(p, i, -h)) / (2 * h);
                Assert.Equal(central, gradients[p][i], (0.02 * most) + 1e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void IsZeroWithoutGradientWhereStudentIsTeacher(Kind kind)
    {
        using var scope = NewDisposeScope();
        var same = new Case(kind, 3).OfEquals();
        Assert.Equal(0, same.Loss().item<float>(), 1e-6);
        Assert.All(same.Gradients(), gradient => Assert.All(gradient, g => Assert.Equal(0, g, 1e-6)));
    }

    /// <summary>All units dead, a batch of copies of one sample, and a batch of one: where roots and quotients have no gradient.</summary>
    [Theory]
    [MemberData(nameof(Members))]
    public void IsFiniteAtTheEdges(Kind kind)
    {
        using var scope = NewDisposeScope();
        Tensor Dead(Tensor maps) => zeros_like(maps);
        Tensor Copies(Tensor maps) => maps[..1].expand(maps.shape).clone();
        Tensor Twins(Tensor maps) => cat([maps[..2], maps[..2]]);
        Tensor Single(Tensor maps) => maps[..1].clone();
        Tensor Usual(Tensor maps) => maps.clone();
        var at = new Case(kind, 4);
        foreach (Func<Tensor, Tensor> edge in new[] { Dead, Copies, Twins })
        foreach (var batch in new[] { at.With(edge, Usual), at.With(Usual, edge), at.With(edge, edge) })
            AssertFinite(batch);
        AssertFinite(at.With(Single, Single));
    }

    /// <summary>One sample whose units are all dead among live ones: no direction of it may outweigh all others.</summary>
    [Theory]
    [MemberData(nameof(Members))]
    public void OneDeadSampleAmongLiveOnesHasNoGreatGradient(Kind kind)
    {
        using var scope = NewDisposeScope();
        Tensor OneDead(Tensor maps) => cat([maps[..1] * 0, maps[1..]]);
        Tensor Usual(Tensor maps) => maps.clone();
        var at = new Case(kind, 4);
        foreach (var batch in new[] { at.With(OneDead, Usual), at.With(OneDead, OneDead) })
        {
            var gradients = autograd.grad([batch.Loss()], batch.Students);
            Assert.All(gradients, g => Assert.InRange(g.abs().max().item<float>(), 0, 10));
        }
    }

    /// <summary>Products with the Hessian (saddle-free Newton) need it; libtorch would end the process.</summary>
    [Theory]
    [MemberData(nameof(Members))]
    public void IsDifferentiableTwice(Kind kind)
    {
        using var scope = NewDisposeScope();
        var at = new Case(kind, 5);
        var first = autograd.grad([at.Loss()], at.Students, create_graph: true, retain_graph: true);
        var second = autograd.grad([first.Select(g => g.square().sum()).Aggregate((p, q) => p + q)], at.Students);
        Assert.All(second, g => Assert.True(g.isfinite().all().item<bool>()));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void IsAMeanOverTheBatch(Kind kind)
    {
        using var scope = NewDisposeScope();
        var at = new Case(kind, 6);
        var once = at.Loss().item<float>();
        static Tensor Thrice(Tensor maps) => cat([maps, maps, maps]);
        // Never three times as much; a third where rows of N similarities are given the length 1.
        Assert.InRange(at.With(Thrice, Thrice).Loss().item<float>() / once, 0.33, 1.01);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void LeavesNoTensorAlive(Kind kind)
    {
        using var outer = NewDisposeScope();
        var at = new Case(kind, 7);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
            _ = at.Loss();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void AssertFinite(Case batch)
    {
        Assert.True(float.IsFinite(batch.Loss().item<float>()));
        Assert.All(batch.Gradients(), gradient => Assert.All(gradient, g => Assert.True(float.IsFinite(g))));
    }

    /// <summary>A member with features for its pairs.</summary>
    private sealed class Case
    {
        private readonly FeatureLoss loss;
        private readonly List<(Tensor Student, Tensor Teacher)> features;

        public Case(Kind kind, ulong seed)
            : this(Features.Make(kind), seed) { }

        private Case(FeatureLoss loss, ulong seed)
            : this(
                loss,
                [
                    .. loss.Pairs.Select(
                        (_, i) =>
                            (
                                Features.Draw(seed + (10 * (ulong)i), Maps).requires_grad_(true),
                                Features.Draw(99 + seed + (10 * (ulong)i), Maps)
                            )
                    ),
                ]
            ) { }

        private Case(FeatureLoss loss, List<(Tensor, Tensor)> features) => (this.loss, this.features) = (loss, features);

        /// <summary>The same with the teacher's features on both sides.</summary>
        public Case OfEquals() => new(loss, [.. features.Select(f => (f.Teacher.clone().requires_grad_(true), f.Teacher))]);

        public IList<Tensor> Students => [.. features.Select(f => f.Student)];

        public Case With(Func<Tensor, Tensor> student, Func<Tensor, Tensor> teacher) =>
            new(loss, [.. features.Select(f => (student(f.Student.detach()).requires_grad_(true), teacher(f.Teacher)))]);

        public Tensor Loss() =>
            loss.Value(
                new LossInput(zeros(1, 1), zeros(1, ScalarType.Int64), new Dictionary<TargetKey, Tensor>())
                {
                    Guided = loss.Pairs.Zip(features).ToDictionary(p => p.First.Student, p => p.Second.Student),
                    Hints = loss.Pairs.Zip(features).ToDictionary(p => p.First.Teacher, p => p.Second.Teacher),
                }
            );

        public List<float[]> Gradients()
        {
            foreach (var student in Students)
                student.grad = null;
            Loss().backward();
            return [.. Students.Select(s => s.grad!.contiguous().data<float>().ToArray())];
        }

        /// <summary>The value with one number of one student tensor shifted.</summary>
        public double Shifted(int pair, int index, float by)
        {
            using var scope = NewDisposeScope();
            var values = features[pair].Student.detach().clone();
            values.view(-1)[index] += by;
            return new Case(loss, [.. features.Select((f, p) => p == pair ? (values, f.Teacher) : (f.Student.detach(), f.Teacher))])
                .Loss()
                .item<float>();
        }
    }
}
