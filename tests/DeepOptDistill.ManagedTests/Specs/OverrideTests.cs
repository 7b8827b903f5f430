using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed class OverrideTests
{
    private const string Recipe = """
        ensemble:
        stages:
          - name: a
            epochs: 3
            loss: [ cross-entropy, { soft-target: { temperature: 2 } } ]
        """;

    private static readonly string Sound = Recipe.Replace("ensemble:\n", "", StringComparison.Ordinal);

    [Theory]
    [InlineData("seed=3", "seed: 3")]
    [InlineData("seed = 3", "seed: 3")]
    [InlineData("student=a, b", "student: 'a, b'")]
    [InlineData("ensemble.temperature=3", "ensemble: { temperature: 3 }")]
    [InlineData("ensemble.weights.cnn-a=3", "ensemble: { weights: { cnn-a: 3 } }")]
    [InlineData("teachers=[{name: a}]", "teachers: [{ name: a }]")]
    public void An_override_says_what_a_line_of_the_document_would_say(string change, string line) =>
        Assert.Equal(Read(Sound + "\n" + line).Value, Read(Sound, change).Value);

    [Theory]
    [InlineData("stages[0].epochs=60", "epochs: 3", "epochs: 60")]
    [InlineData("stages[0].loss[1].temperature=8", "temperature: 2", "temperature: 8")]
    [InlineData("stages[0].loss[1].soft-target.weight=0.5", "temperature: 2", "temperature: 2, weight: 0.5")]
    [InlineData("stages[0].loss[0].weight=2", "cross-entropy", "{ cross-entropy: { weight: 2 } }")]
    [InlineData("stages[0].loss[0]=soft-target", "cross-entropy", "soft-target")]
    [InlineData("stages[0].loss=[soft-target]", "cross-entropy, { soft-target: { temperature: 2 } }", "soft-target")]
    [InlineData("stages[0].optimizer.momentum=0.5", "epochs: 3", "epochs: 3\n    optimizer: { sgd: { momentum: 0.5 } }")]
    [InlineData("stages[0].optimizer={adam: {beta1: 0.5}}", "epochs: 3", "epochs: 3\n    optimizer: { adam: { beta1: 0.5 } }")]
    public void An_override_says_what_the_changed_document_would_say(string change, string from, string to) =>
        Assert.Equal(Read(Sound.Replace(from, to, StringComparison.Ordinal)).Value, Read(Sound, change).Value);

    [Fact]
    public void The_effective_document_reads_back_to_the_same_value_without_overrides()
    {
        var spec = Read(
            Sound,
            "seed=3",
            "stages[0].loss[1].temperature=8",
            "student='a, b: {c'",
            "stages[0].name=''",
            "ensemble.weights={}"
        );

        Assert.Equal(spec.Value, Read(spec.Yaml).Value);
        Assert.Equal("a, b: {c", spec.Value.Student);
    }

    [Fact]
    public void The_last_of_two_overrides_for_one_path_wins() => Assert.Equal(4, Read(Sound, "seed=3", "seed=4").Value.Seed);

    [Fact]
    public void An_override_is_its_values_place()
    {
        var spec = Read(Sound, "stages[0].epochs=60");

        Assert.Equal("--set stages[0].epochs", spec.Where("stages[0].epochs"));
        Assert.Equal("kd.yaml:2:11", spec.Where("stages[0].name"));
    }

    [Theory]
    [InlineData(
        "stages[0].epoch=60",
        "--set stages[0].epoch: found key 'epoch'; expected one of name, epochs, loss, optimizer. Did you mean 'epochs'?"
    )]
    [InlineData("stages[1].epochs=3", "--set stages[1].epochs: found index [1]; expected an index from [0] to [0].")]
    [InlineData("stages.a=3", "--set stages.a: found key 'a'; expected an index like [0].")]
    [InlineData("ensemble[0]=3", "--set ensemble[0]: found index [0]; expected one of temperature, weights.")]
    [InlineData("seed", "--set seed: found 'seed'; expected a path and a value. Write it like 'stages[1].epochs=60'.")]
    [InlineData("=3", "--set =3: found '=3'; expected a path and a value. Write it like 'stages[1].epochs=60'.")]
    [InlineData("stages[0=3", "--set stages[0=3: found 'stages[0=3'; expected a path and a value. Write it like 'stages[1].epochs=60'.")]
    [InlineData("seed.x=3", "--set seed.x: found 'x' below a single value; expected a path that ends at 'seed'.")]
    [InlineData("seed=abc", "--set seed: found seed 'abc'; expected a whole number.")]
    [InlineData("seed=", "--set seed: found nothing for 'seed'; expected a whole number.")]
    [InlineData(
        "seed=[",
        "--set seed: found text that cannot be read (While parsing a node, did not find expected node content); "
            + "expected YAML. Look for a ']' that is missing: not every one that is opened is closed."
    )]
    [InlineData("teachers[0].name=x", "--set teachers[0].name: found index [0]; expected no index into an empty list.")]
    [InlineData(
        "stages[0].loss[1].cross-entropy.weight=1",
        "--set stages[0].loss[1].cross-entropy.weight: found test loss 'cross-entropy'; expected 'soft-target', which the file has "
            + "there. To change it set the whole: '{ cross-entropy: { … } }'."
    )]
    [InlineData(
        "stages[0].loss[1].sgd.weight=1",
        "--set stages[0].loss[1].sgd.weight: found key 'sgd'; expected one of temperature, weight."
    )]
    [InlineData(
        "stages[0].loss[1].temperature=-1",
        "--set stages[0].loss[1].temperature: found temperature -1; expected a number > 0 and ≤ 1000000."
    )]
    [InlineData(
        "stages[0].optimizer.beta2=1",
        "--set stages[0].optimizer.beta2: found key 'beta2'; expected one of momentum, nesterov, rate."
    )]
    public void An_override_that_does_not_fit_is_a_problem(string change, string problem) =>
        Assert.Equal(problem, Assert.Single(Assert.Throws<InputException>(() => Read(Sound, change)).Problems).ToString());

    [Fact]
    public void Problems_of_the_file_come_before_problems_of_overrides() =>
        Assert.Equal(
            ["kd.yaml:1:10", "--set nope", "--set seed"],
            Assert.Throws<InputException>(() => Read(Recipe, "nope=1", "seed=x")).Problems.Select(p => p.Where)
        );

    private static Spec<TestRecipe> Read(string text, params string[] overrides) =>
        SpecFile.Parse<TestRecipe>(text, "kd.yaml", Kitchen.Catalog, overrides);
}
