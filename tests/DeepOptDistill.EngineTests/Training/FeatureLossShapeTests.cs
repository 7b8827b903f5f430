using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>What shapes the losses on inner tensors take and refuse, and what they do not look at.</summary>
public class FeatureLossShapeTests
{
    private static readonly AttentionTransfer Attention = new() { Teacher = "a/block", Student = "guided" };
    private static readonly Nst Selectivity = new() { Teacher = "a/block", Student = "guided" };
    private static readonly Fsp Flow = new()
    {
        Teacher = "a/block1",
        Student = "guided1",
        TeacherEnd = "a/block2",
        StudentEnd = "guided2",
    };
    private static readonly SimilarityPreserving Similarity = new() { Teacher = "a/block", Student = "guided" };
    private static readonly RkdDistance Distance = new() { Teacher = "a/block", Student = "guided" };
    private static readonly RkdAngle Angle = new() { Teacher = "a/block", Student = "guided" };

    [Fact]
    public void MapsAreNeededWherePositionsCount()
    {
        foreach (var loss in new FeatureLoss[] { Attention, Selectivity })
        {
            var mismatch = loss.Check([(Shape.Map(3, 4, 4), Shape.Features(128))]);
            Assert.Contains("a vector of 128 numbers from 'a/block'", mismatch!.Found, StringComparison.Ordinal);
            Assert.Contains("'guided'", loss.Check([(Shape.Features(7), Shape.Map(3, 4, 4))])!.Found, StringComparison.Ordinal);
            Assert.Null(loss.Check([(Shape.Map(3, 4, 4), Shape.Map(16, 9, 2))]));
        }
    }

    [Fact]
    public void FlowNeedsAsManyChannelsAtBothEnds()
    {
        var mismatch = Flow.Check([(Shape.Map(3, 4, 4), Shape.Map(3, 8, 8)), (Shape.Map(5, 4, 4), Shape.Map(6, 4, 4))]);
        Assert.Contains("5 channels in 'guided2' and 6 in 'a/block2'", mismatch!.Found, StringComparison.Ordinal);
        Assert.NotNull(Flow.Check([(Shape.Map(3, 4, 4), Shape.Map(3, 4, 4)), (Shape.Features(5), Shape.Features(5))]));
        Assert.Null(Flow.Check([(Shape.Map(3, 4, 4), Shape.Map(3, 8, 8)), (Shape.Map(5, 4, 4), Shape.Map(5, 2, 2))]));
    }

    [Fact]
    public void RelationsTakeAnyShapes()
    {
        foreach (var loss in new FeatureLoss[] { Similarity, Distance, Angle })
            Assert.Null(loss.Check([(Shape.Map(3, 4, 4), Shape.Features(128))]));
    }

    [Fact]
    public void AttentionDoesNotSeeTheScaleOfASample()
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Features.Draw(1, 3, 4, 5, 5), Features.Draw(2, 3, 7, 5, 5));
        var scales = tensor(new[] { 0.01f, 3, 200 }).reshape(3, 1, 1, 1);
        Assert.Equal(Value(Attention, student, teacher), Value(Attention, student * scales, teacher), 1e-6);
    }

    [Fact]
    public void AttentionAndSelectivityDoNotSeeTheOrderOfChannels()
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Features.Draw(1, 3, 4, 5, 5), Features.Draw(2, 3, 4, 5, 5));
        foreach (var loss in new FeatureLoss[] { Attention, Selectivity })
            Assert.Equal(Value(loss, student, teacher), Value(loss, student.flip(1), teacher), 1e-6);
    }

    /// <summary>Maps enlarged by repeating each position are pooled back to what they were.</summary>
    [Fact]
    public void LargerMapsArePooledToTheSmaller()
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Features.Draw(1, 3, 4, 3, 3), Features.Draw(2, 3, 4, 3, 3));
        static Tensor Enlarged(Tensor maps) => maps.repeat_interleave(2, dim: 2).repeat_interleave(3, dim: 3);
        foreach (var loss in new FeatureLoss[] { Attention, Selectivity })
        {
            Assert.Equal(Value(loss, student, teacher), Value(loss, Enlarged(student), teacher), 1e-6);
            Assert.Equal(Value(loss, student, teacher), Value(loss, student, Enlarged(teacher)), 1e-6);
        }
        float Between(Tensor first) => Flow.Compare([(first, teacher), (student, teacher)]).item<float>();
        Assert.Equal(Between(student), Between(Enlarged(student)), 1e-6);
    }

    /// <summary>Distances in units of their mean see no shift, rotation (here a mirror) or scale; angles neither.</summary>
    [Fact]
    public void RelationsSeeNoShiftMirrorOrScale()
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Features.Draw(1, 5, 6), Features.Draw(2, 5, 3));
        var moved = (student.flip(1) * 30) + 1000;
        foreach (var loss in new FeatureLoss[] { Distance, Angle })
            Assert.Equal(Value(loss, student, teacher), Value(loss, moved, teacher), 1e-5);
    }

    /// <summary>Numbers of 10⁻⁸ beside numbers of 1 are rounding: their directions must not decide a step.</summary>
    [Fact]
    public void ASampleThatIsNearlyDeadResemblesNone()
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Features.Draw(1, 5, 6), Features.Draw(2, 5, 3));
        var faint = cat([student[..1] * 1e-8f, student[1..]]).requires_grad_(true);
        var dead = cat([student[..1] * 0, student[1..]]);
        Assert.Equal(Value(Similarity, dead, teacher), Value(Similarity, faint, teacher), 1e-6);
        var gradient = autograd.grad([Similarity.Compare([(faint, teacher)])], [faint])[0];
        Assert.InRange(gradient.abs().max().item<float>(), 0, 10);
    }

    private static float Value(FeatureLoss loss, Tensor student, Tensor teacher) => loss.Compare([(student, teacher)]).item<float>();
}
