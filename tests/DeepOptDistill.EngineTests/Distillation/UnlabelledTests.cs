using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Images without labels: teachers answer them, hard labels leave them out, the baseline does not see them.</summary>
public class UnlabelledTests
{
    [Fact]
    public void TheTransferSetIsLargerThanTheLabelledOne()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 300, 28, 28);
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(
            distiller.Check(
                Tiny.Write(folder),
                overrides:
                [
                    $"unlabelled.images={folder.In("more.idx")}",
                    "stages[0].epochs=2",
                    "dataset.fashion-mnist-small.limit=600",
                    "views=1",
                    "augmentations=[]",
                ]
            )
        );
        Assert.Equal((900, 600), (recipe.Transfer.Count, recipe.Transfer.Labelled));
        Assert.Equal(3, Assert.Single(recipe.StagesOf(Role.Baseline)).Epochs);
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        Assert.Contains(record.Notes, note => note.Contains("300 images without labels", StringComparison.Ordinal));
        Assert.True(record.Models[^1].Accuracy > 0.3);
        // The same recipe without them is another run.
        Assert.NotEqual(
            recipe.Hash,
            distiller
                .Check(
                    Tiny.Write(folder),
                    overrides: ["stages[0].epochs=2", "dataset.fashion-mnist-small.limit=600", "views=1", "augmentations=[]"]
                )
                .Hash
        );
    }

    [Fact]
    public void HardLabelsLeaveThemOut()
    {
        using var scope = NewDisposeScope();
        var logits = randn(6, 4, generator: new Generator(5)).requires_grad_(true);
        var labels = tensor(new long[] { 0, -100, 3, -100, 1, -100 });
        Tensor Value(Tensor z, Tensor y, bool partly) =>
            new CrossEntropy { Smoothing = 0.1 }.Value(
                new LossInput(z, y, new Dictionary<TargetKey, Tensor>()) { IsPartlyLabelled = partly }
            );
        var kept = tensor(new long[] { 0, 2, 4 });
        var loss = Value(logits, labels, partly: true);
        Assert.Equal(Value(logits[kept], labels[kept], partly: false).item<float>(), loss.item<float>(), 1e-6f);
        loss.backward();
        Assert.Equal(0, logits.grad![tensor(new long[] { 1, 3, 5 })].abs().sum().item<float>());
        Assert.Equal(0, Value(logits, full([6], -100, ScalarType.Int64), partly: true).item<float>());
    }

    [Fact]
    public void ImagesOfAnotherShapeAreRefused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 3, 27, 28);
        var error = Assert.Throws<InputException>(() =>
            new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: [$"unlabelled.images={folder.In("more.idx")}"])
        );
        Assert.Contains("1×27×28", error.Message, StringComparison.Ordinal);
    }

    private static void Write(TemporaryFolder folder, int count, int height, int width)
    {
        var images = new FashionMnistSmall { Validation = 0 }
            .Load(Tiny.Place(folder).Data, new Seed(1))
            .Train;
        byte[] header = [0, 0, 8, 3, .. Big(count), .. Big(height), .. Big(width)];
        File.WriteAllBytes(folder.In("more.idx"), [.. header, .. images.Images(0, images.Count)[^(count * height * width)..]]);
    }

    private static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
