using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A first recipe for somebody's own files passes its check and runs as it is.</summary>
public sealed class RecipeDraftTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b,class\n", "{0},{1},{2}\n", "label: 'class'")]
    [InlineData("a;b;kind\n", "{0},5;{1};{2}\n", "separator: ';', decimal: ','")]
    [InlineData("a,b,price\n", "{0},{1},{0}.5\n", "values: ['price']")]
    [InlineData("a,b,class\n5,,x\n", "{0},{1},{2}\n", "gaps: median")]
    [InlineData("day,b,class\n", "1{1}.05.2024,{0},{2}\n", "ignore: ['day'] } }   # what is told")]
    [InlineData("a,b,price\n", "{1},{1},{0}00\n", "values: ['price']")]
    [InlineData("a,b,rooms\n", "{0},{0},{1}\n", "label: 'rooms'")]
    public void ATableRuns(string heading, string row, string said)
    {
        File.WriteAllText(
            folder.In("t.csv"),
            heading
                + string.Concat(
                    Enumerable
                        .Range(0, 80)
                        .Select(i =>
                            string.Format(System.Globalization.CultureInfo.InvariantCulture, row, i, i % 7, i % 2 == 0 ? "x" : "y")
                        )
                )
        );
        Assert.Contains(said, Run([folder.In("t.csv")], Purpose.Train), StringComparison.Ordinal);
    }

    /// <summary>A slip among good dates is told with its line; the column is not left out for it.</summary>
    [Fact]
    public void ASlipAmongDatesIsTold()
    {
        File.WriteAllText(
            folder.In("t.csv"),
            "day,b,class\n"
                + string.Concat(
                    Enumerable.Range(0, 60).Select(i => $"{(i == 7 ? "2024-13-41" : $"2024-01-{(i % 28) + 1:00}")},{i % 7},{"xy"[i % 2]}\n")
                )
        );
        var refused = Assert.Throws<InputException>(() => RecipeDraft.Of([folder.In("t.csv")], Tiny.Place(folder), folder.Path));
        Assert.EndsWith("t.csv:9, column 'day'", refused.Problems[0].Where, StringComparison.Ordinal);
        Assert.Equal("'2024-13-41' among 59 cells that look like dates", refused.Problems[0].Found);
    }

    /// <summary>What lies beside the recipe is named from there, so that the folder may move; what does not, by its whole path.</summary>
    [Fact]
    public void WhatLiesBesideTheRecipeIsNamedFromThere()
    {
        Directory.CreateDirectory(folder.In("data"));
        File.WriteAllText(
            folder.In("data", "t.csv"),
            "a,b,class\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 7},{"xy"[i % 2]}\n"))
        );
        var recipe = (string place) => RecipeDraft.Of([folder.In("data", "t.csv")], Tiny.Place(folder), folder.In(place)).Recipe;
        Assert.Contains("train: 'data/t.csv'", recipe("."), StringComparison.Ordinal);
        Assert.Contains("train: 't.csv'", recipe("data"), StringComparison.Ordinal);
        Assert.Contains($"train: '{folder.In("data", "t.csv")}'", recipe("recipes"), StringComparison.Ordinal);
    }

    /// <summary>What numbers or names the rows is left out, and what only grows is not.</summary>
    [Fact]
    public void NumbersOfRowsAreNoInputs()
    {
        File.WriteAllText(
            folder.In("t.csv"),
            "row,customer_id,group_id,who,age,income,class\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 80)
                        .Select(i =>
                            FormattableString.Invariant(
                                $"{i},{(i * 37) % 997},{i % 9},n{i},{i % 50},{100 + (3 * i)},{(i % 2 == 0 ? "x" : "y")}\n"
                            )
                        )
                )
        );
        Assert.Contains("ignore: ['row', 'customer_id', 'who'] }", Run([folder.In("t.csv")], Purpose.Train), StringComparison.Ordinal);
    }

    /// <summary>Images of many sizes become squares that most of them cover, no larger than a first training should be.</summary>
    [Theory]
    [InlineData(20, "size: [40, 40]")]
    [InlineData(300, "size: [64, 64]")]
    public void TheSizeIsThatOfTheImages(int least, string said)
    {
        foreach (var name in new[] { "cat", "dog" })
            for (var i = 0; i < 12; i++)
            {
                Directory.CreateDirectory(folder.In("images", name));
                using var image = new SkiaSharp.SKBitmap(least + (4 * i) + 8, least + (4 * i));
                using var data = image.Encode(SkiaSharp.SKEncodedImageFormat.Png, 90);
                File.WriteAllBytes(folder.In("images", name, $"{i}.png"), data.ToArray());
            }
        Assert.Contains(said, RecipeDraft.Of([folder.In("images")], Tiny.Place(folder), folder.Path).Recipe, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("images/train|images/test")]
    public void AFolderOfImagesRuns(string parts)
    {
        var files = Repository.In("tests", "DeepOptDistill.EngineTests", "Images", "Files");
        foreach (var part in parts.Split('|'))
        foreach (var name in new[] { "cat", "dog" })
            for (var i = 0; i < 8; i++)
            {
                Directory.CreateDirectory(folder.In(part, name));
                File.Copy(Path.Combine(files, "cat", "photo.jpg"), folder.In(part, name, $"{i}.jpg"));
            }
        Assert.Contains("size: [40, 28]", Run([folder.In("images")], Purpose.Train), StringComparison.Ordinal);
    }

    [Fact]
    public void ANamedDataSetWithTeachersDistils() =>
        Assert.Contains(
            "soft-target",
            Run(["fashion-mnist-small", Repository.In("teachers", "fashion-cnn-a")], Purpose.Distill),
            StringComparison.Ordinal
        );

    [Fact]
    public void TeachersAloneHaveTheBuiltInData() =>
        Assert.Contains(
            "dataset: { fashion-mnist-small: { split: tail } }",
            Run([Repository.In("teachers", "fashion-cnn-a")], Purpose.Distill),
            StringComparison.Ordinal
        );

    /// <summary>A bundled teacher is known by its name; one that is not there is told before anything is written.</summary>
    [Fact]
    public void ATeacherMayBeNamedAndMustBeThere()
    {
        Assert.Contains(
            "teachers: [ { name: 'fashion-cnn-a' } ]",
            RecipeDraft.Of(["fashion-mnist-small", "fashion-cnn-a"], Tiny.Place(folder), folder.Path).Recipe,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no file",
            Assert
                .Throws<InputException>(() => RecipeDraft.Of(["fashion-mnist-small", "nothing.onnx"], Tiny.Place(folder), folder.Path))
                .Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(folder.In("photos.csv"), "");
        File.WriteAllText(folder.In("vgg.onnx"), "");
        Assert.Contains(
            "Did you mean 'photos.csv'?",
            Assert.Throws<InputException>(() => RecipeDraft.Of([folder.In("photo.csv")], Tiny.Place(folder), folder.Path)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Did you mean 'vgg.onnx'?",
            Assert
                .Throws<InputException>(() =>
                    RecipeDraft.Of(["fashion-mnist-small", folder.In("vg.onnx")], Tiny.Place(folder), folder.Path)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Without teachers there is nothing that could be checked for a distillation.</summary>
    [Fact]
    public void WithoutTeachersTheNextStepIsTraining()
    {
        var alone = RecipeDraft.Of(["fashion-mnist-small"], Tiny.Place(folder), folder.Path);
        Assert.Equal("train", alone.Next);
        Assert.Equal("fashion-mnist-small: 10 classes, 10,800 training images. ", alone.Taken);
        Assert.Contains("Next: deepopt train THIS FILE --out run\n", alone.Recipe, StringComparison.Ordinal);
        Assert.Equal(
            "check",
            RecipeDraft.Of(["fashion-mnist-small", Repository.In("teachers", "fashion-cnn-a")], Tiny.Place(folder), folder.Path).Next
        );
    }

    [Fact]
    public void NoDataAndTwoDataAreRefused()
    {
        var rows = new DeepOptDistill.Onnx.GraphBuilder("rows");
        rows.Input("row", null, 5);
        rows.Output(rows.Node("Gemm", "gemm", ["row", rows.Constant("w", new float[15], 3, 5)], ("transB", 1L)), "logits", null, 3);
        rows.Build().Write(folder.In("rows.onnx"));
        var refused = Assert
            .Throws<InputException>(() => RecipeDraft.Of([folder.In("rows.onnx")], Tiny.Place(folder), folder.Path))
            .Problems[0];
        Assert.Equal(("no data", $"Name it: deepopt init TABLE.csv {folder.In("rows.onnx")}."), (refused.Found, refused.Remedy));
        Assert.Contains(
            "2 sources of data",
            Assert.Throws<InputException>(() => RecipeDraft.Of(["fashion-mnist", "mnist"], Tiny.Place(folder), folder.Path)).Message,
            StringComparison.Ordinal
        );
        var missing = Assert.Throws<InputException>(() => RecipeDraft.Of(["mnist", "b", "c"], Tiny.Place(folder), folder.Path));
        Assert.Equal(["init, b", "init, c"], missing.Problems.Select(problem => problem.Where));
    }

    private string Run(string[] sources, Purpose purpose)
    {
        var draft = RecipeDraft.Of(sources, Tiny.Place(folder), folder.Path);
        File.WriteAllText(folder.In("recipe.yaml"), draft.Recipe);
        File.WriteAllText(folder.In(RecipeDraft.StudentFile), draft.Student);
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(folder.In("recipe.yaml"), purpose, ["stages[0].epochs=1"]);
        // Distilling a whole data set takes longer than a test may: its check has asked the teacher and built the student.
        if (purpose == Purpose.Train)
            Assert.NotEmpty(distiller.Run(recipe, new RunOptions { Out = folder.In("run") }).Models);
        return draft.Recipe;
    }
}
