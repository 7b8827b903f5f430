using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>How many pictures of an image a training sees.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("views=null", Purpose.Distill, 4)]
    [InlineData("views=1", Purpose.Distill, 1)]
    [InlineData("views=null", Purpose.Train, 0)]
    [InlineData("views=null", Purpose.Label, 4)]
    public void AugmentationsHaveSeveralViews(string views, Purpose purpose, int expected) =>
        Assert.Equal(expected, Check(purpose, views).Views);

    [Fact]
    public void WithoutAugmentationsThereIsOne() => Assert.Equal(1, Check(Purpose.Distill, "views=null", "augmentations=[]").Views);

    [Fact]
    public void ABaselineMayHaveNewViewsInEveryEpoch()
    {
        var same = Run("same");
        var fresh = Run("fresh", "baseline_views=fresh");
        Assert.Equal(File.ReadAllBytes(folder.In("same", "student.onnx")), File.ReadAllBytes(folder.In("fresh", "student.onnx")));
        Assert.NotEqual(File.ReadAllBytes(folder.In("same", "baseline.onnx")), File.ReadAllBytes(folder.In("fresh", "baseline.onnx")));
        Assert.Contains(
            "The baseline saw new views of the images in every epoch, its student the 2 that the teachers answered.",
            fresh.Notes
        );
        Assert.DoesNotContain(same.Notes, note => note.Contains("views", StringComparison.Ordinal));
    }

    [Fact]
    public void OneFrozenViewIsToldInTheReport() =>
        Assert.Contains(
            Run("frozen", "views=1").Notes,
            note => note.StartsWith("The augmentations were drawn once", StringComparison.Ordinal)
        );

    private CheckedRecipe Check(Purpose purpose, params string[] settings) =>
        new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), purpose, settings);

    private RunRecord Run(string name, params string[] settings) =>
        new Distiller(Tiny.Place(folder)).Run(
            Tiny.Measured(Check(Purpose.Distill, ["dataset.fashion-mnist-small.limit=300", .. settings])),
            new RunOptions { Out = folder.In(name), Threads = 1 }
        );
}
