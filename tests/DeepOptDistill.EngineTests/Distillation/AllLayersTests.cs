using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>One check tells the problems of recipe, data, teachers, student and stages, whichever of them has some.</summary>
public class AllLayersTests
{
    [Fact]
    public void ARecipeWithAWrongKeyHasItsOtherLayersLookedAtToo() =>
        Told(
            Tiny.Recipe.Replace("temperature: 4", "temperatur: 4", StringComparison.Ordinal)
                .Replace("fashion-cnn-a", "fashion-cnn-x", StringComparison.Ordinal)
                .Replace("validation: 200", "validation: 20000", StringComparison.Ordinal),
            Tiny.Student.Replace("relu", "rellu", StringComparison.Ordinal),
            "temperatur'",
            "fashion-cnn-x",
            "20000",
            "rellu"
        );

    [Fact]
    public void DataThatCannotBeReadHideNoTeacherAndNoStudent() =>
        Told(
            Tiny.Recipe.Replace(
                    "fashion-mnist-small: { validation: 200, split: tail, limit: 1000 }",
                    "idx: { train_images: a, train_labels: b, test_images: c, test_labels: d }",
                    StringComparison.Ordinal
                )
                .Replace("fashion-cnn-a", "fashion-cnn-x", StringComparison.Ordinal),
            Tiny.Student.Replace("  - global-average-pool\n", "", StringComparison.Ordinal),
            "a: found no file",
            "fashion-cnn-x",
            "an input of 16×7×7 maps"
        );

    /// <summary>A tag is refused where it stands, inside the data set too.</summary>
    [Fact]
    public void AValueWithATagHidesNoTeacher() =>
        Told(
            Tiny.Recipe.Replace("validation: 200", "validation: !!str 200", StringComparison.Ordinal)
                .Replace("fashion-cnn-a", "fashion-cnn-x", StringComparison.Ordinal),
            Tiny.Student,
            "!!str",
            "fashion-cnn-x"
        );

    [Fact]
    public void AHintWithoutItsLayerIsToldBesideABatchThatIsTooLarge() =>
        Told(
            Tiny.Recipe.Replace("batch: 50", "batch: 5000", StringComparison.Ordinal)
                .Replace(
                    "stages:",
                    """
                    stages:
                      - name: hint
                        epochs: 1
                        loss: [ { hint: { teacher: fashion-residual-b/block2, student: conv9 } } ]
                        optimizer: { adam: {} }
                    """,
                    StringComparison.Ordinal
                ),
            Tiny.Student,
            "a batch of 5000",
            "conv9"
        );

    [Fact]
    public void HintsAreLookedAtBesideWrongDataAndTeachers() =>
        Told(
            Tiny.Recipe.Replace(
                    "fashion-mnist-small: { validation: 200, split: tail, limit: 1000 }",
                    "idx: { train_images: a, train_labels: b, test_images: c, test_labels: d }",
                    StringComparison.Ordinal
                )
                .Replace("fashion-cnn-a", "fashion-cnn-x", StringComparison.Ordinal)
                .Replace(
                    "stages:",
                    """
                    stages:
                      - name: hint
                        epochs: 1
                        loss:
                          - hint: { teacher: fashion-residual-b/blok2, student: conv9 }
                          - hint: { teacher: fashion-cnn-x/a, student: conv8 }
                        optimizer: { adam: {} }
                    """,
                    StringComparison.Ordinal
                ),
            Tiny.Student,
            "a: found no file",
            "fashion-cnn-x'; expected one of",
            "tap 'blok2'",
            "conv9",
            "conv8"
        );

    private static void Told(string recipe, string student, params string[] named)
    {
        using var folder = new TemporaryFolder();
        var path = Tiny.Write(folder, recipe, student);
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(path));
        Assert.All(named, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.Equal(error.Problems.Count, error.Problems.Distinct().Count());
    }
}
