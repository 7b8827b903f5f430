using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed class SpecFileTests
{
    private const string Student = """
        name: thin-deep
        input: { shape: [1, 28, 28], mean: [0.2860], deviation: [0.3530] }
        layers:
          - conv: { channels: 16, kernel: 3, padding: 1 }
          - batch-norm
          - relu
          - residual: { layers: [ { conv: { channels: 16 } }, batch-norm ] }
          - relu
          - linear: { name: logits, features: 10 }
        """;

    [Fact]
    public void A_student_with_nested_layers_reads_with_defaults_and_places()
    {
        var spec = SpecFile.Parse<TestStudent>(Student, "student.yaml", Kitchen.Catalog);
        var layers = spec.Value.Layers;

        Assert.Equal("thin-deep", spec.Value.Name);
        Assert.Equal([1, 28, 28], spec.Value.Input.Shape);
        Assert.Equal([0.286], spec.Value.Input.Mean);
        Assert.Equal(new TestConv { Channels = 16, Padding = 1 }, layers[0]);
        Assert.Equal([new TestConv { Channels = 16 }, new TestBatchNorm()], ((TestResidual)layers[3]).Layers);
        Assert.Equal(new TestLinear { Name = "logits", Features = 10 }, layers[5]);
        Assert.Equal("student.yaml:4:5", spec.Where(layers[0]));
        Assert.Equal("student.yaml:7:29", spec.Where(((TestResidual)layers[3]).Layers[0]));
        Assert.Equal("student.yaml:7:29", spec.Where("layers[3].layers[0]"));
    }

    [Fact]
    public void Two_uses_of_one_kind_are_two_instances_with_their_own_places()
    {
        var spec = SpecFile.Parse<TestStudent>(Student, "student.yaml", Kitchen.Catalog);

        Assert.Equal(spec.Value.Layers[2], spec.Value.Layers[4]);
        Assert.NotSame(spec.Value.Layers[2], spec.Value.Layers[4]);
        Assert.Equal("student.yaml:6:5", spec.Where(spec.Value.Layers[2]));
        Assert.Equal("student.yaml:8:5", spec.Where(spec.Value.Layers[4]));
    }

    [Fact]
    public void The_recipe_of_the_manual_reads()
    {
        var recipe = SpecFile
            .Parse<TestRecipe>(
                """
                teachers: [ { name: fashion-cnn-a }, { name: fashion-cnn-b, model: b.onnx } ]
                ensemble: { temperature: 2, weights: { fashion-cnn-a: 0.25, fashion-cnn-b: .75 } }
                student: student.yaml   # a comment
                seed: 7
                split: tail-of-training
                baseline: false
                stages:
                  - name: warm
                    epochs: 5
                    loss: [ cross-entropy ]
                    optimizer: { adam: { rate: 1e-3, beta1: 0.8 } }
                  - name: distill
                    epochs: 30
                    loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]
                    optimizer: { sgd: { momentum: 0.9, nesterov: true } }
                """,
                "kd.yaml",
                Kitchen.Catalog
            )
            .Value;

        Assert.Equal([new TestTeacher("fashion-cnn-a"), new TestTeacher("fashion-cnn-b", "b.onnx")], recipe.Teachers);
        Assert.Equal(0.75, recipe.Ensemble.Weights!["fashion-cnn-b"]);
        Assert.Equal(TestSplit.TailOfTraining, recipe.Split);
        Assert.False(recipe.Baseline);
        Assert.Equal(new TestAdam(Beta1: 0.8) { Rate = 1e-3 }, recipe.Stages[0].Optimizer);
        Assert.Equal([new TestSoftTarget { Weight = 0.9 }, new TestCrossEntropy { Weight = 0.1 }], recipe.Stages[1].Loss);
    }

    [Theory]
    [InlineData("5e-4", 5e-4)]
    [InlineData("1E+3", 1000)]
    [InlineData("-.5", -0.5)]
    [InlineData("3.", 3)]
    [InlineData("+7", 7)]
    [InlineData(".inf", double.PositiveInfinity)]
    [InlineData("-.inf", double.NegativeInfinity)]
    [InlineData(".nan", double.NaN)]
    public void Numbers_are_spelt_as_in_yaml(string text, double number) =>
        Assert.Equal(number, Parse<TestSgd>($"rate: {text}").Value.Rate);

    [Theory]
    [InlineData("1_000")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("'1'")]
    [InlineData("1e999")]
    public void What_is_no_number_is_refused(string text) => Assert.Throws<InputException>(() => Parse<TestSgd>($"rate: {text}"));

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("")]
    public void Nothing_is_the_value_of_what_may_be_left_out(string text) => Assert.Null(Parse<TestSgd>($"rate: {text}").Value.Rate);

    [Theory]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    [InlineData("'null'", "null")]
    [InlineData("\"a: b # c\"", "a: b # c")]
    [InlineData("|\n  two\n  lines\n", "two\nlines\n")]
    public void Text_is_text_whatever_it_looks_like(string yaml, string text) =>
        Assert.Equal(text, Parse<TestTeacher>($"name: {yaml}").Value.Name);

    [Fact]
    public void A_place_that_was_not_written_is_that_of_the_nearest_part_above()
    {
        var spec = SpecFile.Parse<TestStudent>(Student, "student.yaml", Kitchen.Catalog);

        Assert.Equal("student.yaml:4:35", spec.Where("layers[0].kernel"));
        Assert.Equal("student.yaml:5:5", spec.Where("layers[1].momentum"));
        Assert.Equal("student.yaml:3:1", spec.Where("layers[9].momentum"));
        Assert.Equal("student.yaml:1:1", spec.Where("nonsense"));
        Assert.Equal("student.yaml:2:8", spec.Where(spec.Value.Input));
        Assert.Equal("student.yaml:1:1", spec.Where(new TestReLU()));
    }

    [Fact]
    public void Equal_texts_give_equal_records() =>
        Assert.Equal(
            SpecFile.Parse<TestStudent>(Student, "a", Kitchen.Catalog).Value,
            SpecFile.Parse<TestStudent>(Student.Replace("kernel: 3, ", "", StringComparison.Ordinal), "b", Kitchen.Catalog).Value
        );

    [Fact]
    public void The_document_is_kept_as_it_was_written() =>
        Assert.Equal(Student, SpecFile.Parse<TestStudent>(Student, "a", Kitchen.Catalog).Yaml);

    private static Spec<T> Parse<T>(string text)
        where T : notnull => SpecFile.Parse<T>(text, "test.yaml", Kitchen.Catalog);
}
