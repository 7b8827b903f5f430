using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Doctor;
using DeepOptDistill.Distillation.Planning;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The student of a run is a teacher of the next by the run's name: teacher, assistant, student.</summary>
public sealed class ChainTests : IDisposable
{
    private const string Teachers = "[ { name: fashion-cnn-a }, { name: fashion-residual-b } ]";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnAssistantTeachesByTheNameOfItsRun()
    {
        var assistant = Run("assistant", "[ { name: fashion-cnn-a } ]", "stages[0].epochs=4");
        // Its loss asks for the assistant by that name too.
        var recipe = Tiny.Recipe.Replace("temperature: 4", "temperature: 4, teacher: assistant", StringComparison.Ordinal);
        var student = Run("student", "[ { name: assistant } ]", "stages[0].epochs=1", recipe);
        Assert.Equal(("assistant", Role.Teacher), (student.Models[0].Name, student.Models[0].Role));
        Assert.Equal(assistant.Models[^1].Quality.Value, student.Models[0].Quality.Value, 1e-12);
        Assert.StartsWith(
            "The student of run assistant. Trained by deepopt with recipe ",
            student.Models[0].Origin,
            StringComparison.Ordinal
        );
        Assert.Contains($"hash {assistant.RecipeHash[..12]}", student.Models[0].Origin, StringComparison.Ordinal);
        Assert.Contains(
            "The student of run assistant.",
            File.ReadAllText(folder.In("runs", "student", "report.md")),
            StringComparison.Ordinal
        );
        Assert.Contains("soft-target assistant", student.Epochs[^1].Terms.Keys);
    }

    [Fact]
    public void TwoRunsOfOneNetworkAreTwoTeachers()
    {
        Run("first", "", "stages[0].epochs=1");
        Run("second", "", "stages[0].epochs=2");
        var checkedRecipe = Check("[ { name: first }, { name: second } ]");
        Assert.Equal(["first", "second"], checkedRecipe.Teachers.Select(teacher => teacher.Spec.Name));
        Assert.NotEqual(checkedRecipe.Teachers[0].Key, checkedRecipe.Teachers[1].Key);
    }

    /// <summary>What stood beside it says how it takes images and which classes it answers; alone, it says so itself.</summary>
    [Fact]
    public void AStudentAloneSaysWhatItTakesAndAnswers()
    {
        Run("first", "", "stages[0].epochs=1");
        File.Copy(folder.In("runs", "first", "student.onnx"), folder.In("alone.onnx"));
        var metadata = OnnxModel.Read(folder.In("alone.onnx")).Proto.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal("input: { layout: nchw, scale: 0.00392156862745098 }", metadata["deepopt.input"]);
        Assert.Contains(
            "scale: 0.00392156862745098",
            File.ReadAllText(folder.In("runs", "first", "teacher.yaml")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The file names its classes: T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot.",
            TeacherInspection.Of(folder.In("alone.onnx"), null, Tiny.Place(folder)).Notes
        );
        Assert.DoesNotContain(
            TeacherInspection.Of("first", null, Tiny.Place(folder)).Notes,
            note => note.StartsWith("The file names", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void EveryWayToNameATeacherFindsARun()
    {
        var accuracy = Run("folder/recipe", "", "stages[0].epochs=2").Models[^1].Quality.Value;
        var place = Tiny.Place(folder);
        foreach (var name in (string[])["folder/recipe", "folder-recipe"])
        {
            var recipe = Check($"[ {{ name: {name} }} ]");
            Assert.Equal(folder.In("runs", "folder-recipe"), recipe.Teachers[0].Folder);
            Assert.Equal("folder-recipe", recipe.Teachers[0].Spec.Name);
            Assert.Equal(accuracy, Evaluator.Of(name, recipe.Dataset.Test, place, 2).Quality.Value, 1e-12);
            Assert.Equal("folder-recipe", new TeacherReader(place).Find(name).Spec.Name);
            Assert.Null(TeacherInspection.Of(name, null, place).Problem);
            Assert.Equal(
                "folder-recipe",
                ReferenceTeacher
                    .Of(
                        new PlanRequest
                        {
                            Teacher = name,
                            Budget = new() { Parameters = 20_000 },
                        },
                        place
                    )
                    .Cost.Name
            );
        }
    }

    [Theory]
    [InlineData("teacher.yaml")]
    [InlineData("student.onnx")]
    [InlineData("record.json")]
    public void ARunThatIsNotFinishedIsNoTeacher(string missing)
    {
        Unfinished("assistant", missing);
        var problem = Problem("[ { name: assistant } ]");
        Assert.Equal($"run 'assistant', which is not finished ({folder.In("runs", "assistant")} has no {missing})", problem.Found);
        Assert.Equal(("a finished run", "Run its recipe again: it goes on where it was."), (problem.Expected, problem.Remedy));
        Assert.EndsWith("recipe.yaml:2:13", problem.Where, StringComparison.Ordinal);
        var other = Problem("[ { name: assistent } ]");
        Assert.Equal("", other.Remedy);
        Assert.EndsWith($"or a finished run in {folder.In("runs")}, where there is none", other.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNearestNameIsLookedForOnShelvesAndAmongRuns()
    {
        Run("assistant", "", "stages[0].epochs=1");
        var problem = Problem("[ { name: assistent } ]");
        Assert.Contains("assistant", problem.Remedy, StringComparison.Ordinal);
        Assert.Contains("fashion-cnn-a", problem.Expected, StringComparison.Ordinal);
        Assert.EndsWith($", or a finished run in {folder.In("runs")}: assistant", problem.Expected, StringComparison.Ordinal);
        Assert.Contains("fashion-cnn-a", Problem("[ { name: fashion-cnn-x } ]").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AShelfWinsOverARunAndItIsSaid()
    {
        Unfinished("fashion-cnn-a", "");
        var warnings = new List<string>();
        var recipe = Tiny.Measured(new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), warn: warnings.Add));
        Assert.Equal(Repository.In("teachers", "fashion-cnn-a"), recipe.Teachers[0].Folder);
        Assert.Contains(warnings, warning => warning.Contains("there is a run of this name too", StringComparison.Ordinal));
    }

    /// <summary>A network trained with another seed has the same validation split: nothing that it learned from is judged on.</summary>
    [Fact]
    public void AnotherSeedHasTheSameValidationSplit()
    {
        Run("assistant", "", "seed=1", Stratified);
        var recipe = CheckStratified("seed=9");
        Assert.Equal((0, 0), (recipe.Teachers[0].KnownValidation, recipe.Teachers[0].KnownTest));
        Assert.Equal(CheckStratified("seed=1").Dataset.Hash, recipe.Dataset.Hash);
        Assert.NotEqual(CheckStratified("dataset.fashion-mnist-small.seed=9").Dataset.Hash, recipe.Dataset.Hash);
    }

    /// <summary>
    /// Of another split it has learned from most validation samples: fitting on them is refused, the rest says their number.
    /// </summary>
    [Fact]
    public void ValidationSamplesThatATeacherLearnedFromAreCounted()
    {
        Run("assistant", "", "dataset.fashion-mnist-small.seed=1", Stratified);
        const string OtherSplit = "dataset.fashion-mnist-small.seed=9";
        var heard = new List<string>();
        var recipe = CheckStratified(OtherSplit, heard.Add);
        // 3,000 of 11,800 images were its training samples.
        var known = recipe.Teachers[0].KnownValidation!.Value;
        Assert.InRange(known, 30, 75);
        Assert.Contains(
            heard,
            warning => warning.Contains($"assistant, which learned from {known} of the 200 validation images", StringComparison.Ordinal)
        );
        var fitted = Assert.Throws<InputException>(() => CheckStratified(OtherSplit, null, "ensemble.mix=stacking"));
        Assert.Contains(
            $"learned from {known} of the 200 validation images",
            Assert.Single(fitted.Problems).Found,
            StringComparison.Ordinal
        );
        var doctor = new EnsembleDoctor(Tiny.Place(folder), new RunOptions { Out = folder.In("doctor") });
        Assert.Contains(
            "no teacher learned from",
            Assert.Throws<InputException>(() => doctor.Examine(recipe)).Message,
            StringComparison.Ordinal
        );
        var record = new Distiller(Tiny.Place(folder)).Run(recipe, new RunOptions { Out = folder.In("next"), Threads = 2 });
        Assert.Contains(
            record.Notes,
            note => note.Contains($"learned from {known} of the 200 validation images", StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// The bundled teachers learned from the first 55,000 images: a split that is drawn among them is told, the last ones are new.
    /// </summary>
    [Fact]
    public void BundledTeachersSayWhatTheyLearnedFrom()
    {
        var heard = new List<string>();
        var distiller = new Distiller(Tiny.Place(folder));
        distiller.Check(Tiny.Write(folder), overrides: ["dataset.fashion-mnist-small.split=stratified"], warn: heard.Add);
        Assert.Equal(2, heard.Count(warning => warning.Contains("of the 200 validation images", StringComparison.Ordinal)));
        heard.Clear();
        distiller.Check(Tiny.Write(folder), warn: heard.Add);
        Assert.DoesNotContain(heard, warning => warning.Contains("learned from", StringComparison.Ordinal));
    }

    /// <summary>Baseline and student of every seed, each file by its own name.</summary>
    [Theory]
    [InlineData("student.onnx")]
    [InlineData("baseline.onnx")]
    [InlineData("seeds/student-4.onnx")]
    [InlineData("seeds/baseline-4.onnx")]
    public void EveryFileOfARunSaysWhatItLearnedFrom(string file)
    {
        var distiller = new Distiller(Tiny.Place(folder));
        var both = Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: ["stages[0].epochs=1", "views=1", "repeats=2"]));
        distiller.Run(both, new RunOptions { Out = folder.In("runs", "both"), Threads = 2 });
        var (place, path) = (Tiny.Place(folder), folder.In("runs", "both", file));
        var recipe = Check($"[ {{ path: {path} }} ]");
        Assert.Equal((0, 0), (recipe.Teachers[0].KnownValidation, recipe.Teachers[0].KnownTest));
        var known = recipe.Dataset.Train.Select("known", [.. Enumerable.Range(0, 100)]);
        Assert.Contains(
            Evaluator.Of(path, known, place, 2).Caveats,
            caveat => caveat.Contains("learned from 100 of these 100 images", StringComparison.Ordinal)
        );
        Assert.Contains(
            TeacherInspection.Of(path, recipe.Dataset with { Validation = known, Train = recipe.Dataset.Test }, place).Notes,
            note => note.Contains("learned from 100 of these 100 images", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            Evaluator.Of(path, recipe.Dataset.Test, place, 2).Caveats,
            caveat => caveat.Contains("learned from", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("no array")]
    public void ADamagedLedgerIsNamed(string content)
    {
        Run("assistant", "", "seed=1", Stratified);
        File.WriteAllText(folder.In("runs", "assistant", "learned.npy"), content);
        var problem = Assert.Single(Assert.Throws<InputException>(() => CheckStratified("seed=1")).Problems);
        Assert.EndsWith("learned.npy", problem.Where, StringComparison.Ordinal);
        Assert.Contains("teacher.yaml", problem.Remedy, StringComparison.Ordinal);
    }

    private static string Stratified =>
        Tiny.Recipe.Replace("split: tail, limit: 1000", "split: stratified, limit: 3000", StringComparison.Ordinal);

    private CheckedRecipe CheckStratified(string change, Action<string>? warn = null, string more = "baseline=false")
    {
        var path = Tiny.Write(folder, Stratified.Replace(Teachers, "[ { name: assistant } ]", StringComparison.Ordinal));
        return Tiny.Measured(
            new Distiller(Tiny.Place(folder)).Check(
                path,
                overrides: [change, more, "stages[0].epochs=1", "views=1", "augmentations=[]"],
                warn: warn
            )
        );
    }

    private RunRecord Run(string name, string teachers, string change, string recipe = Tiny.Recipe)
    {
        var distiller = new Distiller(Tiny.Place(folder));
        var purpose = teachers.Length > 0 ? Purpose.Distill : Purpose.Train;
        var path = Tiny.Write(folder, purpose == Purpose.Train ? recipe : recipe.Replace(Teachers, teachers, StringComparison.Ordinal));
        return distiller.Run(
            Tiny.Measured(
                distiller.Check(
                    path,
                    purpose,
                    [
                        "stages[0].epochs=1",
                        "baseline=false",
                        "views=1",
                        .. recipe == Stratified ? [] : (string[])["dataset.fashion-mnist-small.limit=300"],
                        change,
                    ]
                )
            ),
            new RunOptions { Out = Tiny.Place(folder).RunOf(name), Threads = 2 }
        );
    }

    private CheckedRecipe Check(string teachers) =>
        Tiny.Measured(
            new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Tiny.Recipe.Replace(Teachers, teachers, StringComparison.Ordinal)))
        );

    private Problem Problem(string teachers) => Assert.Single(Assert.Throws<InputException>(() => Check(teachers)).Problems);

    private void Unfinished(string name, string missing)
    {
        Directory.CreateDirectory(folder.In("runs", name));
        foreach (var file in ((string[])["teacher.yaml", "student.onnx", "record.json"]).Where(file => file != missing))
            File.WriteAllText(folder.In("runs", name, file), "");
    }
}
