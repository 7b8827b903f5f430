using CsCheck;
using DeepOptDistill.Specs;
using DeepOptDistill.Tests.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

/// <summary>The schema that editors take accepts what the reader accepts, and refuses what is wrong by its form alone.</summary>
public sealed class SpecSchemaTests
{
    private static readonly SchemaCheck Schema = new(SpecSchema.Of(typeof(TestRecipe), Kitchen.Catalog, "recipe"));

    [Fact]
    public void What_is_written_is_accepted() =>
        Generate.Recipe.Sample(recipe => Assert.Empty(Schema.Problems(SpecWriter.Write(recipe))), iter: 300);

    [Fact]
    public void What_is_written_with_every_default_is_accepted() =>
        Generate.Recipe.Sample(recipe => Assert.Empty(Schema.Problems(SpecWriter.WriteEverything(recipe))), iter: 100);

    [Theory]
    [InlineData("seed: 3", true)]
    [InlineData("sed: 3", false)]
    [InlineData("seed: many", false)]
    [InlineData("seed: 1.5", false)]
    [InlineData("baseline: yes", false)]
    [InlineData("split: stratifed", false)]
    [InlineData("student: 3", true)]
    [InlineData("teachers: [ { name: x, nam: y } ]", false)]
    [InlineData("teachers: [ { model: y } ]", false)]
    [InlineData("ensemble: { temperature: 0 }", false)]
    [InlineData("ensemble: { temperature: 100 }", true)]
    [InlineData("ensemble: { temperature: 100.5 }", false)]
    [InlineData("ensemble: { weights: { a: 3 } }", true)]
    [InlineData("ensemble: { weights: { a: x } }", false)]
    public void A_key_and_its_value(string text, bool isAccepted)
    {
        var yaml = text + "\nstages: [ { name: a, epochs: 3, loss: [ cross-entropy ] } ]";
        Assert.Equal(isAccepted, Schema.Accepts(yaml));
        // The reader says the same.
        Assert.Equal(isAccepted, Record.Exception(() => SpecFile.Parse<TestRecipe>(yaml, "kd.yaml", Kitchen.Catalog)) is null);
    }

    [Theory]
    [InlineData("name: a, epochs: 3, loss: [ cross-entropy ]", true)]
    [InlineData("name: a, epochs: 3, loss: [ { soft-target: { temperature: 4 } } ]", true)]
    [InlineData("name: a, epochs: 3, loss: [ { cross-entropy: } ]", true)]
    [InlineData("name: a, epochs: 3, loss: [ { soft-targt: { temperature: 4 } } ]", false)]
    [InlineData("name: a, epochs: 3, loss: [ { soft-target: { temperatur: 4 } } ]", false)]
    [InlineData("name: a, epochs: 3, loss: [ { soft-target: { temperature: 0 } } ]", false)]
    [InlineData("name: a, epochs: 3, loss: [ { soft-target: {}, cross-entropy: {} } ]", false)]
    [InlineData("name: a, epochs: 0, loss: [ cross-entropy ]", false)]
    [InlineData("name: a, epochs: 3, loss: cross-entropy", false)]
    [InlineData("name: a, epochs: 3, loss: []", false)]
    [InlineData("name: a, loss: [ cross-entropy ]", false)]
    public void A_stage(string text, bool isAccepted)
    {
        var yaml = $"stages: [ {{ {text} }} ]";
        Assert.Equal(isAccepted, Schema.Accepts(yaml));
        Assert.Equal(isAccepted, Record.Exception(() => SpecFile.Parse<TestRecipe>(yaml, "kd.yaml", Kitchen.Catalog)) is null);
    }
}
