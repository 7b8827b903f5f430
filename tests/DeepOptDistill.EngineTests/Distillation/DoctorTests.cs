using DeepOptDistill.Core.Ensembles;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Doctor;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The doctor on real teachers, sound ones and planted ones.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string TwoTeachers = "teachers: [ { name: fashion-cnn-a }, { name: fashion-residual-b } ]";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void SoundTeachersAreMeasuredAndKept()
    {
        var diagnosis = Examine(Tiny.Recipe);
        Assert.Equal(["fashion-cnn-a", "fashion-residual-b"], diagnosis.Teachers.Select(teacher => teacher.Name));
        Assert.All(diagnosis.Teachers, teacher => Assert.InRange(teacher.Fit.Accuracy, 0.85, 1));
        Assert.Equal(1, diagnosis.Teachers.Sum(teacher => teacher.TimeShare), 1e-9);
        Assert.True(diagnosis.Oracle >= diagnosis.Teachers.Max(teacher => teacher.Fit.Accuracy));
        Assert.True(diagnosis.Unanimous <= diagnosis.Teachers.Min(teacher => teacher.Fit.Accuracy));
        Assert.Single(diagnosis.Pairs);
        Assert.True(diagnosis.Rules[0] is { IsRecipes: true, Rule: "mean-probabilities", Calibrated: false });
        Assert.Equal(
            ["confidence-weighted", "entropy-weighted", "greedy", "mean-logits", "mean-probabilities", "stacking"],
            diagnosis.Rules.Select(rule => rule.Rule).Distinct().Order()
        );
        Assert.Equal(2, diagnosis.Subsets[1].Teachers.Count);
        Assert.DoesNotContain(diagnosis.Advice, advice => advice.Text.StartsWith("Drop", StringComparison.Ordinal));
    }

    [Fact]
    public void ATeacherThatHarmsIsToBeDropped()
    {
        var third = Planted("blind", "input: { name: image, scale: 0.0002 }");
        var diagnosis = Examine(
            Tiny.Recipe.Replace(
                TwoTeachers,
                $"teachers: [ {{ name: fashion-cnn-a }}, {{ path: {third} }}, {{ name: fashion-residual-b }} ]",
                StringComparison.Ordinal
            )
        );
        var advice = diagnosis.Advice.First(advice => advice.Recipe.StartsWith("teachers", StringComparison.Ordinal));
        Assert.StartsWith("Drop blind, unless it is repaired: it takes ", advice.Text, StringComparison.Ordinal);
        Assert.Equal("teachers: [{ name: fashion-cnn-a }, { name: fashion-residual-b }]", advice.Recipe);
        Assert.Equal("blind", diagnosis.Subsets[^1].Teachers[^1]);
        Assert.InRange(diagnosis.Rules.Single(rule => rule is { Rule: "stacking", Calibrated: false }).Weights[1], 0, 0.05);
    }

    /// <summary>The ensemble is judged as the recipe mixes it: stacking gives the blind one no weight, so that it does no harm.</summary>
    [Fact]
    public void TheRecipesOwnMixtureIsJudged()
    {
        var third = Planted("blind", "input: { name: image, scale: 0.0002 }");
        var stacked = Tiny
            .Recipe.Replace("mix: mean-probabilities", "mix: stacking", StringComparison.Ordinal)
            .Replace(
                TwoTeachers,
                $"teachers: [ {{ name: fashion-cnn-a }}, {{ path: {third} }}, {{ name: fashion-residual-b }} ]",
                StringComparison.Ordinal
            );
        var diagnosis = Examine(stacked);
        Assert.InRange(Math.Abs(diagnosis.Teachers[1].LikelihoodGain!.Mean), 0, 0.01);
        Assert.DoesNotContain(diagnosis.Advice, advice => advice.Text.StartsWith("Drop blind", StringComparison.Ordinal));
        // Its own figures are its own, whatever the mixture makes of it.
        Assert.InRange(diagnosis.Teachers[1].Fit.NegativeLogLikelihood, 1, 5);
    }

    /// <summary>
    /// Of twelve rules one is likely to look better by chance: z of 2.5 is certain for one comparison, and not among twelve.
    /// </summary>
    [Theory]
    [InlineData(1, 2.5, true)]
    [InlineData(12, 2.5, false)]
    [InlineData(12, 3.5, true)]
    public void TheBestOfManyRulesNeedsMore(int others, double z, bool advised)
    {
        const double error = 0.01;
        var fit = new FitRecord(0.9, 0.3, 0.02);
        GainRecord Gain(double mean) => new(mean, mean - (1.959963984540054 * error), mean + (1.959963984540054 * error));
        List<RuleDiagnosis> rules = [new("mean-probabilities", false, fit, Gain(0), [], true)];
        for (var rule = 0; rule < others; rule++)
            rules.Add(new($"rule-{rule}", false, fit, Gain(rule == 0 ? z * error : 0), [], false));
        Assert.Equal(advised, Prescription.Mixed(rules).Any());
    }

    /// <summary>A rule that is likelier and costs accuracy is named, so that a reader of the table knows why it is not advised.</summary>
    [Fact]
    public void ALikelierRuleThatCostsAccuracyIsNamed()
    {
        RuleDiagnosis Rule(string name, double accuracy, double likelihood, double gain) =>
            new(name, false, new(accuracy, likelihood, 0.02), new(gain, gain - 0.01, gain + 0.01), [], gain == 0);
        RuleDiagnosis perhaps = new("wild", true, new(0.9, 0.2, 0.02), new(0.3, 0.01, 0.59), [], false);
        List<RuleDiagnosis> rules =
        [
            Rule("mine", 0.9, 0.4, 0),
            Rule("costly", 0.88, 0.2, 0.2),
            Rule("right", 0.91, 0.3, 0.1),
            Rule("as-good", 0.9, 0.29, 0.09),
        ];
        var advice = Assert.Single(Prescription.Mixed(rules));
        Assert.StartsWith("Mix by right:", advice.Text, StringComparison.Ordinal);
        Assert.EndsWith("Likelier, but not advised, as accuracy falls: costly (−2.00 points).", advice.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Likelier still, but perhaps by chance, as the best of 4 rules on these samples: wild (calibrated). Likelier, but not",
            Assert.Single(Prescription.Mixed([.. rules, perhaps])).Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Likelier still", advice.Text, StringComparison.Ordinal);
        var alone = Assert.Single(Prescription.Mixed([rules[0], rules[1]]));
        Assert.Equal(("Likelier, but not advised, as accuracy falls: costly (−2.00 points).", ""), (alone.Text, alone.Recipe));
    }

    [Fact]
    public void ACopyIsNamed()
    {
        var copy = Planted("copy", "input: { name: image }");
        var diagnosis = Examine(
            Tiny.Recipe.Replace(TwoTeachers, $"teachers: [ {{ name: fashion-cnn-a }}, {{ path: {copy} }} ]", StringComparison.Ordinal)
        );
        Assert.Contains(
            diagnosis.Advice,
            advice => advice.Text.StartsWith("fashion-cnn-a and copy answer alike", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void AnswersAreAskedForOnce()
    {
        Examine(Tiny.Recipe);
        var stores = Directory.GetDirectories(folder.In("targets"));
        var written = Answers().ToList();
        Examine(Tiny.Recipe);
        Assert.Equal(2, stores.Length);
        Assert.Equal(written, Answers());

        IEnumerable<(string File, DateTime Written)> Answers() =>
            from store in stores
            from file in Directory.GetFiles(store).Order(StringComparer.Ordinal)
            where !file.Contains("lock", StringComparison.Ordinal)
            select (file, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void WithoutAValidationSplitThereIsNothingToJudgeBy() =>
        Assert.Contains(
            "at least 50",
            Assert
                .Throws<InputException>(() => Examine(Tiny.Recipe.Replace("validation: 200", "validation: 0", StringComparison.Ordinal)))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void OfFewSamplesNoneCanBeHeldBack()
    {
        var few = Tiny
            .Recipe.Replace("validation: 200, split: tail, limit: 1000", "validation: 40, limit: 45", StringComparison.Ordinal)
            .Replace("batch: 50", "batch: 5", StringComparison.Ordinal);
        Assert.Contains("Gather more samples", Assert.Throws<InputException>(() => Examine(few)).Message, StringComparison.Ordinal);
    }

    private EnsembleDiagnosis Examine(string recipe)
    {
        var place = Tiny.Place(folder);
        var checkedRecipe = new RecipeReader(place).Read(Tiny.Write(folder, recipe), Purpose.Label);
        return new EnsembleDoctor(place, new RunOptions { Out = folder.In("run"), Threads = 2 }).Examine(checkedRecipe);
    }

    /// <summary>A copy of a bundled teacher under another name and with other words about it.</summary>
    private string Planted(string name, string input)
    {
        var home = folder.In(name);
        Directory.CreateDirectory(home);
        File.Copy(Path.Combine(Repository.Root, "teachers", "fashion-cnn-a", "model.onnx"), Path.Combine(home, "model.onnx"));
        File.WriteAllText(Path.Combine(home, "teacher.yaml"), $"name: {name}\n{input}\noutput: {{ name: logits }}\n");
        return home;
    }
}
