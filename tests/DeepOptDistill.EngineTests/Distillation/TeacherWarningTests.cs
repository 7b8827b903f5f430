using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A recipe with a teacher that is declared wrongly is carried out, and the user hears of it before.</summary>
public class TeacherWarningTests
{
    [Fact]
    public void AWrongNormalizationIsHeardOfOnceAndASoundTeacherIsNot()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("dark"));
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("dark", "model.onnx"));
        File.WriteAllText(folder.In("dark", "teacher.yaml"), "name: dark\ninput: { mean: [0.5], deviation: [0.05] }\n");
        var path = Tiny.Write(folder, Tiny.Recipe.Replace("{ name: fashion-cnn-a }", "{ path: dark }", StringComparison.Ordinal));
        var heard = new List<string>();
        new RecipeReader(Tiny.Place(folder), warn: heard.Add).Read(path, Purpose.Label);
        Assert.StartsWith(
            "Warning: teacher dark: wrong-normalization: accuracy ",
            Assert.Single(heard, IsOfNormalization),
            StringComparison.Ordinal
        );
        Assert.Matches(
            @"\. Say so in its description \(teacher\.yaml, or beside its path in the recipe\): "
                + @"input: \{ scale: 0\.00392156862745098 \}\. It was asked \d+ training samples\.$",
            heard.First(IsOfNormalization)
        );
    }

    /// <summary>Two teachers of one name are told apart by a number, in the recipe's order.</summary>
    [Fact]
    public void ASecondTeacherOfOneNameIsNumbered()
    {
        using var folder = new TemporaryFolder();
        foreach (var one in new[] { "one", "two", "three" })
        {
            Directory.CreateDirectory(folder.In(one));
            File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In(one, "model.onnx"));
            File.WriteAllText(folder.In(one, "teacher.yaml"), "name: same\n");
        }
        var path = Tiny.Write(
            folder,
            Tiny.Recipe.Replace("{ name: fashion-cnn-a }", "{ path: one }, { path: two }, { path: three }", StringComparison.Ordinal)
        );
        var recipe = new RecipeReader(Tiny.Place(folder)).Read(path, Purpose.Label);
        Assert.Equal(["same", "same-2", "same-3"], recipe.Teachers.Select(teacher => teacher.Spec.Name).Where(name => name[0] == 's'));
    }

    /// <summary>What a network of another tool learned from can be said; the report tells who said it.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("learned: none\n", 0)]
    public void WhatATeacherLearnedFromCanBeSaid(string said, int warnings)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("own"));
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("own", "model.onnx"));
        File.WriteAllText(folder.In("own", "teacher.yaml"), $"name: own\n{said}");
        var path = Tiny.Write(folder, Tiny.Recipe.Replace("{ name: fashion-cnn-a }", "{ path: own }", StringComparison.Ordinal));
        var heard = new List<string>();
        var recipe = new RecipeReader(Tiny.Place(folder), warn: heard.Add).Read(path, Purpose.Label);
        const string Unknown = "Warning: What teacher own learned from is not known";
        Assert.Equal(warnings, heard.Count(warning => warning.StartsWith(Unknown, StringComparison.Ordinal)));
        Assert.Equal(said.Length > 0 ? 0 : null, recipe.Teachers[0].KnownTest);
        Assert.Equal(
            said.Length > 0,
            LearnedSamples
                .Notes(recipe.Teachers[0], recipe.Dataset)
                .Contains("Teacher own is said to have learned from no sample of the validation and test split.")
        );
    }

    private static bool IsOfNormalization(string warning) => warning.Contains("normalization", StringComparison.Ordinal);

    /// <summary>Also where nobody listened to the check, the report tells it.</summary>
    [Fact]
    public void AFaultyTeacherIsInRecordAndReport()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("dark"));
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("dark", "model.onnx"));
        File.WriteAllText(folder.In("dark", "teacher.yaml"), "name: dark\ninput: { mean: [0.5], deviation: [0.05] }\n");
        var path = Tiny.Write(folder, Tiny.Recipe.Replace("{ name: fashion-cnn-a }", "{ path: dark }", StringComparison.Ordinal));
        var distiller = new DeepOptDistill.Distillation.Runs.Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(distiller.Check(path, overrides: ["stages[0].epochs=1", "views=1", "baseline=false"]));
        var record = distiller.Run(recipe, new DeepOptDistill.Distillation.Recipes.RunOptions { Out = folder.In("run") });
        Assert.Contains(record.Notes, note => note.StartsWith("Teacher dark: wrong-normalization: ", StringComparison.Ordinal));
        Assert.Single(record.Models[0].Findings);
        Assert.Empty(record.Models[1].Findings);
        Assert.Contains(
            "Something is wrong with 1 of 2 teachers: dark (",
            File.ReadAllText(folder.In("run", "report.md")),
            StringComparison.Ordinal
        );
    }

    /// <summary>Classes are named in the description; what labels the images knows their numbers only.</summary>
    [Fact]
    public void NamesOfClassesBecomeNumbersForTheRun()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("named"));
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("named", "model.onnx"));
        File.WriteAllText(
            folder.In("named", "teacher.yaml"),
            "name: named\noutput: { classes: [T-shirt/top, 1, Pullover, Dress, Coat, Sandal, Shirt, none, Bag, Ankle boot] }\n"
        );
        var path = Tiny.Write(folder, Tiny.Recipe.Replace("{ name: fashion-cnn-a }", "{ path: named }", StringComparison.Ordinal));
        var recipe = new RecipeReader(Tiny.Place(folder)).Read(path, Purpose.Label);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "none", "8", "9"], recipe.Teachers[0].Spec.Output.Classes);
        using var teacher = DeepOptDistill.Teachers.Teacher.Open(
            recipe.Teachers[0].Spec,
            recipe.Teachers[0].Folder,
            recipe.Dataset.Shape,
            10,
            threads: 1
        );
        Assert.Equal(recipe.Teachers[0].Key, teacher.Key);
        Assert.Equal([7], Enumerable.Range(0, 10).Where(c => !teacher.Knows[c]));
    }

    /// <summary>A label that the teacher does not know is a wrong answer, and no number says how unlikely it was.</summary>
    [Fact]
    public void ATeacherThatDoesNotKnowALabelIsMeasured()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("model.onnx"));
        File.WriteAllText(folder.In("teacher.yaml"), "name: partial\noutput: { classes: [0, 1, 2, 3, 4, 5, 6, none, 8, 9] }\n");
        var place = Tiny.Place(folder);
        var test = new DeepOptDistill.Data.Readers.FashionMnistSmall().Load(place.Data, new Core.Seed(1)).Test;
        var record = DeepOptDistill.Distillation.Runs.Evaluator.Of(folder.Path, test, place, 2);
        Assert.InRange(record.Quality.Value, 0.82, 0.86);
        Assert.Null(record.NegativeLogLikelihood);
        Assert.DoesNotContain(
            "negative_log_likelihood",
            System.Text.Json.JsonSerializer.Serialize(record, Core.Runs.RecordJson.Indented),
            StringComparison.Ordinal
        );
    }
}
