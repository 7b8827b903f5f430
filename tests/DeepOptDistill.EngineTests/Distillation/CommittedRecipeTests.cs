using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// Whatever recipe is committed is run: one tiny epoch of it, on the embedded images, or on noise where it reads colour images from files.
/// </summary>
public class CommittedRecipeTests
{
    public static IEnumerable<object[]> Recipes() =>
        new[] { "students", "teachers" }
            .SelectMany(shelf => Directory.EnumerateFiles(Repository.In(shelf), "*.yaml", SearchOption.AllDirectories))
            .Where(file => File.ReadAllText(file).Contains("\nstages:", StringComparison.Ordinal))
            .Select(file => new object[] { Path.GetRelativePath(Repository.Root, file) });

    [Theory]
    [MemberData(nameof(Recipes))]
    public void RunsOneTinyEpoch(string recipe)
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var purpose = recipe.StartsWith("teachers", StringComparison.Ordinal) ? Purpose.Train : Purpose.Distill;
        var record = distiller.Run(
            Tiny.Measured(
                distiller.Check(Repository.In(recipe), purpose, [.. Images(recipe, folder), "stages[0].epochs=1", "views=1", "repeats=1"])
            ),
            new RunOptions { Out = folder.In("run") }
        );
        Assert.Equal(Role.Student, record.Models[^1].Role);
        Assert.InRange(record.Models[^1].Seeds[0].ParityError, 0, 1e-4);
    }

    private static string[] Images(string recipe, TemporaryFolder folder)
    {
        if (File.ReadAllText(Repository.In(recipe)).Contains("\ndataset: { letters:", StringComparison.Ordinal))
            return ["dataset={ letters: { validation: 50, limit: 200 } }", "unlabelled.munge.copies=1"];
        if (!File.ReadAllText(Repository.In(recipe)).Contains("\ndataset: { idx:", StringComparison.Ordinal))
            return ["dataset={ fashion-mnist-small: { validation: 50, limit: 200 } }"];
        const int count = 30;
        var random = new Seed(1).Stream();
        File.WriteAllBytes(
            folder.In("images"),
            [
                0,
                0,
                8,
                4,
                0,
                0,
                0,
                count,
                0,
                0,
                0,
                3,
                0,
                0,
                0,
                32,
                0,
                0,
                0,
                32,
                .. Enumerable.Range(0, count * 3 * 32 * 32).Select(_ => (byte)random.NextInt(256)),
            ]
        );
        File.WriteAllBytes(folder.In("labels"), [0, 0, 8, 1, 0, 0, 0, count, .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
        var (images, labels) = (folder.In("images"), folder.In("labels"));
        return
        [
            "batch=20",
            $"dataset={{ idx: {{ train_images: {images}, train_labels: {labels}, test_images: {images}, test_labels: {labels}, "
                + "validation: 10 } }",
        ];
    }
}
