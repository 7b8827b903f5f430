using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed partial class SpecFuzzTests
{
    private static readonly Gen<string> Insert = Gen.OneOf(
        Gen.OneOf(
            "\n",
            " ",
            "  ",
            "\t",
            ":",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            "&a ",
            "*a",
            "!t ",
            "|",
            ">",
            "'",
            "\"",
            "\\",
            "---\n",
            "?",
            "\0",
            "\u2028",
            "1",
            "x",
            "%",
            "@",
            "`"
        ),
        Gen.Char.Select(c => c.ToString())
    );

    /// <summary>Whatever a document holds, reading it gives a value or placed problems in the document's order, and nothing else.</summary>
    [Fact]
    public void A_damaged_document_gives_a_value_or_placed_problems() =>
        Gen.Select(Generate.Recipe, Gen.Select(Gen.Double.Unit, Gen.Int[0, 5], Insert).List[1, 4])
            .Holds(
                both =>
                {
                    var (recipe, damages) = both;
                    var text = damages.Aggregate(SpecWriter.Write(recipe), Damage);
                    try
                    {
                        return SpecFile.Parse<TestRecipe>(text, "r", Kitchen.Catalog).Value is not null;
                    }
                    catch (InputException refused)
                    {
                        var places = refused.Problems.Select(PlaceOf).ToList();
                        return places.Count > 0 && places.SequenceEqual(places.Order());
                    }
                },
                count: 500
            );

    /// <summary>The same for what a person types after <c>--set</c>.</summary>
    [Fact]
    public void A_damaged_override_gives_a_value_or_problems() =>
        Gen.Select(
                Gen.OneOf(
                    "stages[0].epochs=60",
                    "seed=3",
                    "stages[0].loss[0].weight=1",
                    "ensemble.weights.a=1",
                    "teachers=[{name: a}]",
                    "stages[0].optimizer={sgd: {}}"
                ),
                Gen.Select(Gen.Double.Unit, Gen.Int[0, 3], Insert).List[1, 3]
            )
            .Holds(
                both =>
                {
                    var (change, damages) = both;
                    try
                    {
                        var spec = SpecFile.Parse<TestRecipe>(
                            "stages: [ { name: a, epochs: 1, loss: [ cross-entropy ] } ]",
                            "r",
                            Kitchen.Catalog,
                            [damages.Aggregate(change, Damage)]
                        );
                        return spec.Value.Equals(SpecFile.Parse<TestRecipe>(spec.Yaml, "again", Kitchen.Catalog).Value);
                    }
                    catch (InputException refused)
                    {
                        return refused.Problems.Count > 0;
                    }
                },
                count: 1000
            );

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Reading_and_writing_do_not_depend_on_the_culture(string name)
    {
        var expected = SpecWriter.WriteEverything(Read());
        using (new Cultures.Use(name))
            Assert.Equal(expected, SpecWriter.WriteEverything(Read()));

        static TestRecipe Read() =>
            SpecFile
                .Parse<TestRecipe>(
                    "jitter: 1.5\nseed: -3\nstages: [ { name: INDIGO, epochs: 1, loss: [ { soft-target: { temperature: 1e-3 } } ] } ]",
                    "r",
                    Kitchen.Catalog
                )
                .Value;
    }

    private static string Damage(string text, (double At, int Remove, string Insert) damage)
    {
        var at = (int)(damage.At * text.Length);
        return text[..at] + damage.Insert + text[Math.Min(text.Length, at + damage.Remove)..];
    }

    private static (int Line, int Column) PlaceOf(Problem problem)
    {
        var match = Place().Match(problem.Where);
        Assert.True(match.Success, problem.ToString());
        return (
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
        );
    }

    [GeneratedRegex(@"^r:([1-9]\d*):([1-9]\d*)\z")]
    private static partial Regex Place();
}
