using CsCheck;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed class SpecWriterTests
{
    [Fact]
    public void What_is_written_reads_back_to_the_same_value() =>
        Generate.Recipe.Holds(
            recipe =>
            {
                var read = Read(SpecWriter.Write(recipe));
                return SpecWriter.WriteEverything(read) == SpecWriter.WriteEverything(recipe)
                    && read.Equals(Read(SpecWriter.Write(recipe)))
                    && read.Stages.SelectMany(s => s.Loss).SequenceEqual(recipe.Stages.SelectMany(s => s.Loss))
                    && read.Teachers.SequenceEqual(recipe.Teachers)
                    && read.Student == recipe.Student
                    && read.Seed == recipe.Seed
                    && read.Jitter.Equals(recipe.Jitter);
            },
            count: 100
        );

    [Fact]
    public void Nested_layers_read_back_to_equal_layers() =>
        Generate
            .Block.List[1, 6]
            .Holds(
                layers =>
                    Flatten(
                            SpecFile
                                .Parse<IReadOnlyList<TestBlock>>(
                                    SpecWriter.Write<IReadOnlyList<TestBlock>>(layers),
                                    "layers",
                                    Kitchen.Catalog
                                )
                                .Value
                        )
                        .SequenceEqual(Flatten(layers)),
                count: 150
            );

    [Fact]
    public void Every_line_of_a_written_document_is_the_place_of_something() =>
        Generate.Recipe.Holds(
            recipe =>
            {
                var spec = SpecFile.Parse<TestRecipe>(SpecWriter.Write(recipe), "r", Kitchen.Catalog);
                return spec.Value.Stages.All(stage =>
                    spec.Where(stage) == spec.Where($"stages[{spec.Value.Stages.ToList().IndexOf(stage)}]")
                );
            },
            count: 100
        );

    [Fact]
    public void Defaults_are_left_out_and_short_things_stay_on_one_line() =>
        Assert.Equal(
            """
            teachers: [{name: a}, {name: "null", model: x.onnx}]
            ensemble: {weights: {a: 1, b c: 0.1}}
            student: "a, b"
            seed: -4
            stages:
              - name: distill
                epochs: 3
                loss: [cross-entropy, {soft-target: {temperature: 2}}]
                optimizer: {adam: {beta1: 0.8, rate: 0.0005}}

            """,
            SpecWriter.Write(Sample)
        );

    /// <summary>A hash of the document must tell a corrected algorithm from the one before; a person's file names the kind alone.</summary>
    [Fact]
    public void A_corrected_kind_has_its_version_in_what_is_hashed()
    {
        Assert.Equal("first: first\nsecond: second\n", SpecWriter.Write(new Corrected(new FirstVersion(), new SecondVersion())));
        Assert.Equal(
            "first: first\nsecond: second@2\n",
            SpecWriter.WriteEverything(new Corrected(new FirstVersion(), new SecondVersion()))
        );
    }

    [Family("test corrections")]
    public abstract record Correction;

    [Kind("first", "as it was")]
    public sealed record FirstVersion : Correction;

    [Kind("second", "corrected", Version = 2)]
    public sealed record SecondVersion : Correction;

    public sealed record Corrected(Correction First, Correction Second);

    [Fact]
    public void Everything_is_everything() =>
        Assert.Equal(
            """
            teachers: [{name: a, model: null}, {name: "null", model: x.onnx}]
            ensemble: {temperature: 1, weights: {a: 1, b c: 0.1}}
            student: "a, b"
            seed: -4
            split: stratified
            baseline: true
            jitter: 0.5
            stages:
              - name: distill
                epochs: 3
                loss: [{cross-entropy: {weight: 1}}, {soft-target: {temperature: 2, weight: 1}}]
                optimizer: {adam: {beta1: 0.8, beta2: 0.999, rate: 0.0005}}

            """,
            SpecWriter.WriteEverything(Sample)
        );

    [Fact]
    public void A_kind_is_written_as_its_family_reads_it()
    {
        Assert.Equal("conv: {channels: 3}\n", SpecWriter.Write<TestBlock>(new TestConv { Channels = 3 }));
        Assert.Equal("relu\n", SpecWriter.Write<TestBlock>(new TestReLU()));
        Assert.Equal("channels: 3\n", SpecWriter.Write(new TestConv { Channels = 3 }));
    }

    private static TestRecipe Sample =>
        new()
        {
            Teachers = [new TestTeacher("a"), new TestTeacher("null", "x.onnx")],
            Ensemble = new TestEnsemble
            {
                Weights = new SortedDictionary<string, double> { ["a"] = 1, ["b c"] = 0.1 },
            },
            Student = "a, b",
            Seed = -4,
            Stages =
            [
                new TestStage
                {
                    Name = "distill",
                    Epochs = 3,
                    Loss = [new TestCrossEntropy(), new TestSoftTarget { Temperature = 2 }],
                    Optimizer = new TestAdam(0.8) { Rate = 5e-4 },
                },
            ],
        };

    private static TestRecipe Read(string text) => SpecFile.Parse<TestRecipe>(text, "written.yaml", Kitchen.Catalog).Value;

    private static IEnumerable<object> Flatten(IEnumerable<TestBlock> layers) =>
        layers.SelectMany(l => l is TestResidual residual ? Flatten(residual.Layers).Prepend("residual").Append("end") : [l]);
}
