using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

/// <summary>What a person reads when a document is wrong: every line is pinned.</summary>
public sealed class SpecProblemTests
{
    private const string Stages = "\nstages: [ { name: a, epochs: 3, loss: [ cross-entropy ] } ]";

    [Fact]
    public void All_problems_are_reported_at_once_in_the_order_of_the_document() =>
        Expect(
            """
            seed: many
            stages:
              - name: distill
                loss: [ { soft-targt: { weight: 1 } }, { soft-target: { temperatur: 4 } }, { soft-target: { temperature: 0 } } ]
            """,
            "kd.yaml:1:7: found seed 'many'; expected a whole number.",
            "kd.yaml:3:5: found no key 'epochs'; expected a number ≥ 1 and ≤ 1000000. Add 'epochs'.",
            "kd.yaml:4:15: found test loss 'soft-targt'; expected one of cross-entropy, soft-target. Did you mean 'soft-target'?",
            "kd.yaml:4:61: found key 'temperatur'; expected one of temperature, weight. Did you mean 'temperature'?",
            "kd.yaml:4:110: found temperature 0; expected a number > 0 and ≤ 1000000."
        );

    [Theory]
    [InlineData(
        "",
        "kd.yaml:1:1: found an empty document; expected a map with keys teachers, ensemble, student, seed, split, baseline, jitter, stages."
    )]
    [InlineData(
        "# nothing",
        "kd.yaml:1:1: found an empty document; expected a map with keys teachers, ensemble, student, seed, split, baseline, jitter, stages."
    )]
    [InlineData(
        "just text",
        "kd.yaml:1:1: found 'just text'; expected a map with keys teachers, ensemble, student, seed, split, baseline, jitter, stages."
    )]
    [InlineData(
        "stages: [1, 2",
        "kd.yaml:2:1: found text that cannot be read (While parsing a flow sequence, did not find expected "
            + "',' or ']'); expected YAML. Look for a ']' that is missing: not every one that is opened is closed."
    )]
    [InlineData(
        "stages:\n  a: 1\n\tb: 2",
        "kd.yaml:2:6: found text that cannot be read (While scanning a plain scalar, found a tab character that violate indentation); "
            + "expected YAML. Indent with spaces; YAML allows no tabs there."
    )]
    [InlineData("stages: []", "kd.yaml:1:9: found 0 items for 'stages'; expected at least 1 item.")]
    [InlineData(
        "stages: 3",
        "kd.yaml:1:9: found stages '3'; expected a list, each item a map with keys name, epochs, loss, optimizer. Write [ … ] around it."
    )]
    [InlineData("seed: 1", "kd.yaml:1:1: found no key 'stages'; expected a list, at least 1 item. Add 'stages'.")]
    public void The_document_as_a_whole(string text, string problem) => Expect(text, problem);

    [Theory]
    [InlineData(
        "seed: &x 3",
        "kd.yaml:1:7: found anchor '&x'; expected plain YAML without anchors. Remove the anchor and write each value out."
    )]
    [InlineData("seed: !!int 3", "kd.yaml:1:7: found tag '!!int'; expected plain YAML without tags. Remove the tag.")]
    [InlineData("seed: !run { rm: all }", "kd.yaml:1:7: found tag '!run'; expected plain YAML without tags. Remove the tag.")]
    [InlineData(
        "seed: 3\nseed: 4",
        "kd.yaml:2:1: found key 'seed' a second time; expected each key once (first at kd.yaml:1:1). Remove one of them."
    )]
    [InlineData("? [a, b]\n: 3", "kd.yaml:1:3: found a list as a key; expected a name.")]
    [InlineData(
        "sed: 3",
        "kd.yaml:1:1: found key 'sed'; expected one of teachers, ensemble, student, seed, split, baseline, jitter, stages. Did you "
            + "mean 'seed'?"
    )]
    [InlineData(
        "seed: 99999999999999999999",
        "kd.yaml:1:7: found seed '99999999999999999999'; expected a whole number from -9223372036854775808 to 9223372036854775807."
    )]
    [InlineData("seed: '3'", "kd.yaml:1:7: found seed '3'; expected a whole number. Remove the quotes.")]
    [InlineData("seed:", "kd.yaml:1:6: found nothing for 'seed'; expected a whole number.")]
    [InlineData("seed: [1]", "kd.yaml:1:7: found a list for 'seed'; expected a whole number.")]
    [InlineData("baseline: yes", "kd.yaml:1:11: found baseline 'yes'; expected true or false.")]
    [InlineData(
        "split: stratifed",
        "kd.yaml:1:8: found split 'stratifed'; expected one of stratified, tail-of-training. Did you mean 'stratified'?"
    )]
    [InlineData("student: a.exe", "kd.yaml:1:10: found student 'a.exe'; expected a file without the end '.exe'.")]
    [InlineData("student: { a: b }", "kd.yaml:1:10: found a map with 1 key (a) for 'student'; expected text.")]
    [InlineData("teachers: [ { nam: y } ]", "kd.yaml:1:15: found key 'nam'; expected one of name, model. Did you mean 'name'?")]
    [InlineData("teachers: [ { model: y } ]", "kd.yaml:1:13: found no key 'name'; expected text. Add 'name'.")]
    [InlineData("ensemble: { temperature: .nan }", "kd.yaml:1:26: found temperature .nan; expected a number > 0 and ≤ 100.")]
    [InlineData("ensemble: { weights: { a: x } }", "kd.yaml:1:27: found a 'x'; expected a number.")]
    public void A_value(string text, string problem) => Expect(text + Stages, problem);

    /// <summary>A word of another tool is answered with the one that stands for it here, not with the nearest by its letters.</summary>
    [Theory]
    [InlineData("seeds: 3", "Did you mean 'repeats'? It takes a whole number.")]
    [InlineData("seeds: [1, 2, 3]", "Did you mean 'repeats'? It takes a whole number.")]
    [InlineData("num-seeds: 3", "Did you mean 'repeats'? It takes a whole number.")]
    [InlineData("repeat: 3", "Did you mean 'repeats'?")]
    [InlineData("sed: 3", "Did you mean 'seed'?")]
    public void Words_of_other_tools(string text, string remedy) =>
        Assert.Equal(
            remedy,
            Assert.Throws<InputException>(() => SpecFile.Parse<Repeated>(text, "kd.yaml", Kitchen.Catalog)).Problems[0].Remedy
        );

    /// <summary>A key that was written too far out is told its place, by its name here or elsewhere.</summary>
    [Theory]
    [InlineData("epochs: 3", "It goes further in: 'epochs' of stages[].")]
    [InlineData("momentum: 0.9", "It goes further in: 'momentum' of stages[].optimizer.")]
    [InlineData("nothing-of-the-kind: 3", "")]
    public void A_key_that_goes_further_in(string text, string remedy) =>
        Assert.Equal(
            remedy,
            Assert.Throws<InputException>(() => SpecFile.Parse<TestRecipe>(text + Stages, "kd.yaml", Kitchen.Catalog)).Problems[0].Remedy
        );

    /// <summary>A key of the whole document that was written too far in, and a kind by the name that another tool has for it.</summary>
    [Theory]
    [InlineData(
        "stages: [ { name: a, epochs: 3, seed: 3, loss: [ cross-entropy ] } ]",
        "It goes further out: 'seed' of the whole document."
    )]
    [InlineData("stages: [ { name: a, epochs: 3, loss: [ kl_div ] } ]", "Did you mean 'soft-target' (KL)?")]
    [InlineData("stages: [ { name: a, epochs: 3, loss: [ KLDiv: {} ] } ]", "Did you mean 'soft-target' (KL)?")]
    public void Words_that_belong_elsewhere(string text, string remedy) =>
        Assert.Equal(
            remedy,
            Assert.Throws<InputException>(() => SpecFile.Parse<TestRecipe>(text, "kd.yaml", Kitchen.Catalog)).Problems[0].Remedy
        );

    /// <summary>What stands behind <c>--set</c> gets the same answer as what stands in the file.</summary>
    [Theory]
    [InlineData("seeds=[1,2,3]", "Did you mean 'repeats'? It takes a whole number.")]
    [InlineData("sed=3", "Did you mean 'seed'?")]
    public void Words_of_other_tools_in_an_override(string text, string remedy) =>
        Assert.Equal(
            remedy,
            Assert.Throws<InputException>(() => SpecFile.Parse<Repeated>("seed: 1", "kd.yaml", Kitchen.Catalog, [text])).Problems[0].Remedy
        );

    private sealed record Repeated
    {
        public int Seed { get; init; }

        [DeepOptDistill.Core.Kinds.AlsoCalled("seeds", "num_seeds")]
        public int Repeats { get; init; }
    }

    [Theory]
    [InlineData("optimizer: sdg", "kd.yaml:5:16: found test optimizer 'sdg'; expected one of adam, sgd. Did you mean 'sgd'?")]
    [InlineData("optimizer: { sgd: 0.9 }", "kd.yaml:5:23: found '0.9' for 'sgd'; expected a map with keys momentum, nesterov, rate.")]
    [InlineData("optimizer: { adam: { beta1: 1.5 } }", "kd.yaml:5:33: found beta1 1.5; expected a number ≥ 0 and ≤ 1.")]
    [InlineData(
        "optimizer: { kind: sgd, momentum: 0.9 }",
        "kd.yaml:5:16: found a map with 2 keys (kind, momentum) for 'optimizer'; expected one test optimizer: one of adam, sgd. Put "
            + "the options below their kind: { sgd: { … } }."
    )]
    [InlineData("optimizer: [ sgd ]", "kd.yaml:5:16: found a list for 'optimizer'; expected one test optimizer: one of adam, sgd.")]
    public void A_member_of_a_family(string line, string problem) =>
        Expect($"stages:\n  - name: a\n    epochs: 3\n    loss: [ cross-entropy ]\n    {line}", problem);

    [Fact]
    public void A_range_on_a_list_holds_for_each_item_and_a_length_for_the_list() =>
        Assert.Equal(
            [
                "s.yaml:2:17: found 2 items for 'shape'; expected 3 items.",
                "s.yaml:2:18: found shape[0] 0; expected a number ≥ 1 and ≤ 4096.",
                "s.yaml:2:41: found deviation[1] 0; expected a finite number > 0.",
            ],
            Problems(() =>
                SpecFile.Parse<TestStudent>(
                    "name: a\ninput: { shape: [0, 28], deviation: [1, 0] }\nlayers: [ relu ]",
                    "s.yaml",
                    Kitchen.Catalog
                )
            )
        );

    [Theory]
    [InlineData(100_000, "[")]
    [InlineData(100_000, "{a: ")]
    [InlineData(10_000, "- ")]
    public void No_nesting_exhausts_the_stack(int times, string open) =>
        Assert.Contains(
            "nested more than 64 levels deep",
            Assert.Single(Problems(() => Parse(string.Concat(Enumerable.Repeat(open, times))))),
            StringComparison.Ordinal
        );

    private static void Expect(string text, params string[] problems) => Assert.Equal(problems, Problems(() => Parse(text)));

    private static object Parse(string text) => SpecFile.Parse<TestRecipe>(text, "kd.yaml", Kitchen.Catalog);

    private static IEnumerable<string> Problems(Func<object> read) =>
        Assert.Throws<InputException>(read).Problems.Select(p => p.ToString());
}
