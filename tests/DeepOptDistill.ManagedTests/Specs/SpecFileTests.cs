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
    public void All_problems_are_reported_at_once_in_the_order_of_the_document()
    {
        var problems = Assert.Throws<InputException>(() => SpecFile.Parse<TestRecipe>("""
            seed: many
            stages:
              - name: distill
                loss: [ { soft-targt: { weight: 1 } }, { soft-target: { temperatur: 4 } }, { soft-target: { temperature: 0 } } ]
            """, "kd.yaml", Kitchen.Catalog)).Problems;

        Assert.Equal(
            [
                "kd.yaml:1:7: found seed 'many'; expected a whole number.",
                "kd.yaml:3:5: found no key 'epochs'; expected a number ≥ 1 and ≤ 1000000. Add 'epochs'.",
                "kd.yaml:4:15: found test loss 'soft-targt'; expected one of cross-entropy, soft-target. Did you mean 'soft-target'?",
                "kd.yaml:4:61: found key 'temperatur'; expected one of temperature, weight. Did you mean 'temperature'?",
                "kd.yaml:4:110: found temperature 0; expected a number > 0 and ≤ 1000000.",
            ],
            problems.Select(p => p.ToString()));
    }
}
