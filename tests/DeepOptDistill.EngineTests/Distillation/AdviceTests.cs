using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Advice;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Advice on hints: scores, sizes, and which pair is recommended.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_non_linearity_is_compared_and_the_middle_recommended()
    {
        var advice = Advise("thin-deep-15k/quick", new() { Teacher = "fashion-residual-b", Samples = 240 });
        Assert.Equal(7 * 6, advice.Pairs.Count);
        Assert.Equal((240, 80), (advice.Samples, advice.HeldOut));
        Assert.All(advice.Pairs, pair => Assert.InRange(pair.Cka, 0, 1));
        Assert.All(advice.Pairs, pair => Assert.InRange(pair.RSquared, -1, 1));
        // Tap 4 of 8 layers; block3 and block4 are layers 3 and 4 of 7.
        Assert.Equal("fashion-residual-b/block4", advice.Recommended.Teacher);
        Assert.Contains(advice.Recommended.Student, new[] { "block3", "block4" });
        Assert.Equal(advice.Recommended, advice.Pairs[0]);
        Assert.Contains("nearest to the middle of its teacher", advice.Reason, StringComparison.Ordinal);
        Assert.Contains(advice.Notes, note => note.Contains("untrained", StringComparison.Ordinal));
    }

    [Fact]
    public void Cost_depth_regressor_and_warnings_are_those_of_the_two_layers()
    {
        var advice = Advise("thin-deep-15k/quick", new() { Teacher = "fashion-residual-b", Samples = 60 });
        var pair = advice.Pairs.Single(p => p is { Teacher: "fashion-residual-b/block6", Student: "block3" });
        Assert.Equal(("conv 2×2 stride 2", 16L * 96 * 4), (pair.Regressor, pair.RegressorWeights));
        Assert.Equal((17_103_744L, 17_103_744.0 / 21_394_752), (pair.Macs, pair.MacsShare));
        Assert.Equal((6.0 / 8, 3.0 / 7), (pair.TapDepth, pair.StudentDepth));
        Assert.Empty(pair.Warning);
        Assert.Equal(
            "deep: 1 of 7 layers free above",
            advice.Pairs.First(p => p is { Teacher: "fashion-residual-b/block4", Student: "block6" }).Warning
        );
    }

    [Fact]
    public void A_regressor_larger_than_the_student_is_warned_of()
    {
        const long student = 14_410;
        var pairs = Advise(
            "thin-deep-15k/quick",
            new()
            {
                Teacher = "fashion-residual-b",
                Samples = 60,
                All = true,
            }
        ).Pairs;
        Assert.Contains(pairs, pair => pair.RegressorWeights > student);
        Assert.All(
            pairs.Where(pair => Math.Abs(pair.RegressorWeights - student) > 200),
            pair => Assert.Equal(pair.RegressorWeights > student, pair.Warning.Contains("× the student", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_same_recipe_gets_the_same_advice()
    {
        var options = new AdviceOptions { Teacher = "fashion-cnn-a", Samples = 60 };
        Assert.Equal(
            Advise("thin-deep-15k/quick", options).Pairs.Select(p => (p.Teacher, p.Student, p.Cka, p.RSquared)),
            Advise("thin-deep-15k/quick", options).Pairs.Select(p => (p.Teacher, p.Student, p.Cka, p.RSquared))
        );
    }

    [Fact]
    public void A_recipe_with_wrong_hints_can_be_advised()
    {
        var recipe = Tiny.Recipe.Replace(
            "loss: [ ",
            "loss: [ { hint: { teacher: fashion-cnn-a/blok9, student: nowhere } }, ",
            StringComparison.Ordinal
        );
        var path = Tiny.Write(folder, recipe);
        Assert.Throws<InputException>(() => new RecipeReader(Tiny.Place(folder)).Read(path, Purpose.Distill));
        Assert.Equal((6 + 7) * 2, Advise(path, new() { Samples = 60 }).Pairs.Count);
        Assert.True(Advise(path, new() { Samples = 60, All = true }).Pairs.Count > 100);
    }

    /// <summary>A file with the student's layers stands for it; one without them is refused.</summary>
    [Fact]
    public void A_student_file_is_scored_instead()
    {
        var recipe = Check("thin-deep-15k/quick");
        using (var network = Network.Build(recipe.Student, new Seed(5)))
            OnnxExport.Of(network).Model.Write(folder.In("trained.onnx"));
        var options = new AdviceOptions
        {
            Teacher = "fashion-cnn-a",
            Samples = 60,
            Student = folder.In("trained.onnx"),
        };
        var advice = new HintAdviser(recipe, options).Advise();
        Assert.Equal(6 * 6, advice.Pairs.Count);
        Assert.Equal(folder.In("trained.onnx"), advice.Student);
        Assert.DoesNotContain(advice.Notes, note => note.Contains("is untrained", StringComparison.Ordinal));
        var other = options with { Student = Repository.In("teachers", "fashion-cnn-a", "model.onnx") };
        Assert.Contains(
            "no layer of the recipe's student",
            Assert.Throws<InputException>(() => new HintAdviser(recipe, other).Advise()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_misspelt_teacher_names_the_nearest() =>
        Assert.Contains(
            "Did you mean 'fashion-cnn-a'?",
            Assert.Throws<InputException>(() => Advise("thin-deep-15k/quick", new() { Teacher = "fashion-cnn-b" })).Message,
            StringComparison.Ordinal
        );

    private HintAdvice Advise(string recipe, AdviceOptions options) => new HintAdviser(Check(recipe), options).Advise();

    private CheckedRecipe Check(string recipe) => new RecipeReader(Tiny.Place(folder)).Read(recipe, Purpose.Advise);
}
