using CsCheck;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed class SpecValidationTests
{
    [Fact]
    public void Every_problem_of_a_value_built_in_code_is_found_with_its_path() =>
        Assert.Equal(
            [
                "ensemble.temperature: found temperature 0; expected a number > 0 and ≤ 100.",
                "stages[0].epochs: found epochs 0; expected a number ≥ 1 and ≤ 1000000.",
                "stages[0].name: found nothing; expected text.",
                "stages[0].loss[1].temperature: found temperature .nan; expected a number > 0 and ≤ 1000000.",
                "stages[0].loss[1].weight: found weight -1; expected a finite number ≥ 0.",
                "stages[0].optimizer.beta1: found beta1 4; expected a number ≥ 0 and ≤ 1.",
                "stages[1].loss: found 0 items for 'loss'; expected at least 1 item.",
            ],
            SpecValidation.Check(Broken).Select(p => p.ToString())
        );

    [Fact]
    public void What_reading_accepts_has_no_problems() =>
        Generate.Recipe.Holds(
            recipe => SpecValidation.Check(SpecFile.Parse<TestRecipe>(SpecWriter.Write(recipe), "r", Kitchen.Catalog).Value).Count == 0,
            count: 100
        );

    [Fact]
    public void Reading_and_checking_find_the_same_problems() =>
        Generate.Recipe.Holds(
            recipe =>
            {
                var broken = recipe with
                {
                    Ensemble = recipe.Ensemble with { Temperature = -1 },
                    Stages = [.. recipe.Stages, recipe.Stages[0] with { Epochs = 0 }],
                };
                var read = Assert.Throws<InputException>(() => SpecFile.Parse<TestRecipe>(SpecWriter.Write(broken), "r", Kitchen.Catalog));
                return SpecValidation.Check(broken).Select(p => p.Found).Order().SequenceEqual(read.Problems.Select(p => p.Found).Order());
            },
            count: 100
        );

    private static TestRecipe Broken =>
        new()
        {
            Ensemble = new TestEnsemble { Temperature = 0 },
            Stages =
            [
                new TestStage
                {
                    Name = null!,
                    Epochs = 0,
                    Loss = [new TestSoftTarget(), new TestSoftTarget { Temperature = double.NaN, Weight = -1 }],
                    Optimizer = new TestAdam(4),
                },
                new TestStage
                {
                    Name = "b",
                    Epochs = 1,
                    Loss = [],
                },
            ],
        };
}
