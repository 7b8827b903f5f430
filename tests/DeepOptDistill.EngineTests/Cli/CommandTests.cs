using System.Text.Json;
using DeepOptDistill.EngineTests.Distillation;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>The command line: exit codes, what goes to stdout and what to stderr.</summary>
public class CommandTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("distill", "--help")]
    [InlineData("train", "--help")]
    [InlineData("label", "--help")]
    [InlineData("evaluate", "--help")]
    [InlineData("inspect", "--help")]
    [InlineData("report", "--help")]
    [InlineData("check", "--help")]
    [InlineData("list", "--help")]
    [InlineData("data", "--help")]
    [InlineData("munge", "--help")]
    [InlineData("advise", "--help")]
    [InlineData("plan", "--help")]
    [InlineData("init", "--help")]
    public void HelpHasAnExample(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = DeepOpt.Run(folder.Path, arguments);
        Assert.Equal(0, code);
        Assert.Contains("Example:", output, StringComparison.Ordinal);
    }

    /// <summary>A teacher that is declared wrongly twice is inspected, not refused, and both lines are there, as one finding.</summary>
    [Fact]
    public void InspectionSaysWhatIsWrongWithATeacher()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.In("teachers", "fashion-residual-b", "model.onnx"), folder.In("model.onnx"));
        File.WriteAllText(folder.In("teacher.yaml"), "name: mine\ninput: { scale: 1 }\noutput: { kind: logits }\n");
        var (code, output, _) = DeepOpt.Run(folder.Path, "inspect", ".", "--data-set", "fashion-mnist-small", "--json");
        Assert.Equal(0, code);
        var examined = JsonDocument.Parse(output).RootElement.GetProperty("examined");
        Assert.Equal(1000, examined.GetProperty("images").GetInt32());
        Assert.Equal(
            ["wrong-kind and wrong-normalization: input: { scale: 0.00392156862745098 } and output: { kind: probabilities }"],
            examined
                .GetProperty("findings")
                .EnumerateArray()
                .Select(f => $"{f.GetProperty("name").GetString()}: {f.GetProperty("remedy").GetString()}")
        );
    }

    /// <summary>The whole file with the repair passes the same inspection when it is pasted.</summary>
    [Fact]
    public void TheRepairedDescriptionWorksAsItIs()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.In("teachers", "fashion-residual-b", "model.onnx"), folder.In("model.onnx"));
        File.WriteAllText(folder.In("teacher.yaml"), "input: { scale: 1 }\noutput: { kind: logits }\n");
        var (_, output, _) = DeepOpt.Run(folder.Path, "inspect", ".", "--data-set", "fashion-mnist-small");
        var lines = output.Split("the .yaml of the network's name beside it, is:")[1].Split('\n').Select(line => line.Trim());
        File.WriteAllText(folder.In("teacher.yaml"), string.Join('\n', lines));
        var (code, again, _) = DeepOpt.Run(folder.Path, "inspect", ".", "--data-set", "fashion-mnist-small");
        Assert.Equal(0, code);
        Assert.Contains("nothing wrong was found.", again, StringComparison.Ordinal);
        Assert.DoesNotContain("With the repair", again, StringComparison.Ordinal);
    }

    /// <summary>'check' stands in the place of 'distill' with all of its options, and looks at the place that was named.</summary>
    [Fact]
    public void ACheckTakesTheOptionsOfARunAndLooksAtItsPlace()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("run"));
        File.WriteAllText(folder.In("run", "letter.txt"), "dear");
        var (code, _, errors) = DeepOpt.Run(folder.Path, "check", "thin-deep-15k/quick", "--threads", "1", "--out", "run");
        Assert.Equal(2, code);
        Assert.Contains("holds other files (letter.txt)", errors, StringComparison.Ordinal);
        var (free, _, _) = DeepOpt.Run(folder.Path, "check", "thin-deep-15k/quick", "--threads", "1", "--out", "run", "--overwrite");
        Assert.Equal(0, free);
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(folder.In("run")).Select(Path.GetFileName));
    }

    /// <summary>A recipe that does not run yet is written, with a word about what is in its way.</summary>
    [Fact]
    public void InitSaysWhatDoesNotFit()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 60).Select(i => $"{i * i % 17},{"xy"[i % 2]}\n");
        File.WriteAllText(folder.In("t.csv"), "a,class\n" + string.Concat(rows));
        var model = Repository.In("teachers", "fashion-residual-b", "model.onnx");
        var (code, output, errors) = DeepOpt.Run(folder.Path, "init", "t.csv", model);
        Assert.Equal(2, code);
        Assert.True(File.Exists(folder.In("recipe.yaml")));
        Assert.Contains("do not run yet", output, StringComparison.Ordinal);
        Assert.Contains("28", errors, StringComparison.Ordinal);
        // What is there stays; a second recipe has a student of its own.
        Assert.Contains("already", DeepOpt.Run(folder.Path, "init", "t.csv").Errors, StringComparison.Ordinal);
        Assert.Equal(0, DeepOpt.Run(folder.Path, "init", "t.csv", "--out", "second.yaml").Code);
        Assert.Contains("student: student-2.yaml", File.ReadAllText(folder.In("second.yaml")), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.In("student-2.yaml")));
        Assert.Contains(
            "init, gone: found no such file or folder",
            DeepOpt.Run(folder.Path, "init", "t.csv", "gone").Errors,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "deepopt init t.csv",
            DeepOpt.Run(folder.Path, "evaluate", model, "--data-set", "t.csv").Errors,
            StringComparison.Ordinal
        );
        var (again, _, told) = DeepOpt.Run(folder.Path, "init", "recipe.yaml", "--out", "other/recipe.yaml");
        Assert.Equal(2, again);
        Assert.Contains("a recipe or description", told.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect", "MODEL is missing: An ONNX file")]
    [InlineData("train", "RECIPE is missing: A recipe file")]
    [InlineData("report", "DIR is missing: Folder of a finished run")]
    public void AMissingWordIsNamed(string verb, string said)
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = DeepOpt.Run(folder.Path, verb);
        Assert.Equal(2, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    /// <summary>Verbs and options of other tools, and options that a verb with many words would take for one of them.</summary>
    [Theory]
    [InlineData("Did you mean 'train'?", "fit", "recipe.yaml")]
    [InlineData("Did you mean 'evaluate'?", "eval", "student.onnx")]
    [InlineData("found the option '--dataset'; expected one of --data-set", "evaluate", "run", "--dataset", "fashion-mnist")]
    [InlineData("deepopt data fetch: found the option '--dir'", "data", "fetch", "mnist", "--dir", "x")]
    [InlineData("Did you mean '--data-set'?", "evaluate", "run", "--dataset=fashion-mnist")]
    [InlineData("A recipe says it: --set stages[0].epochs=…", "train", "recipe.yaml", "--num-epochs", "3")]
    [InlineData("A recipe says it: --set batch=…", "distill", "recipe.yaml", "--batch-size", "3")]
    [InlineData("A recipe says it: deepopt list label tells where.", "init", "customers.csv", "--label", "churned")]
    public void AWordOfAnotherToolIsAnswered(string said, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = DeepOpt.Run(folder.Path, arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("distill", "--seed: found -1; expected a number from 0 on", "--seed", "-1")]
    [InlineData("check", "Put it in quotes: \",\".", "--set", "batch=,")]
    [InlineData("check", "expected a number ≥ 0", "--set", "seed=-1")]
    public void AnOptionIsNamedAsItWasWritten(string verb, string said, string option, string value)
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = DeepOpt.Run(folder.Path, verb, option, value);
        Assert.Equal(2, code);
        Assert.Contains(said, errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("distil")]
    [InlineData("distill", "--sede", "3")]
    [InlineData("distill", "--seed", "three")]
    [InlineData("distill", "nowhere.yaml")]
    [InlineData("distill", "--threads", "0")]
    [InlineData("train")]
    [InlineData("inspect", "nowhere.onnx")]
    [InlineData("inspect", "fashion-cnn")]
    [InlineData("advise", "thin-deep-15k/quick", "--samples", "3")]
    [InlineData("advise", "thin-deep-15k/quick", "--teacher", "fashion-cnn-b")]
    [InlineData("evaluate", "nowhere.onnx", "--data-set", "fashion-mnist-small")]
    [InlineData("evaluate", "nowhere.onnx")]
    [InlineData("evaluate", "nowhere.onnx", "--data-set", "fashion")]
    [InlineData("report", "nowhere")]
    [InlineData("list", "loses")]
    [InlineData("data", "fetch", "cifar")]
    [InlineData("munge", "nowhere.csv", "--out", "x.csv")]
    [InlineData("plan", "--params", "30k")]
    [InlineData("plan", "--teacher", "fashion-cnn-a")]
    [InlineData("plan", "--teacher", "fashion-cnn-a", "--params", "many")]
    [InlineData("plan", "--teacher", "fashion-cnn-a", "--latency", "3")]
    [InlineData("plan", "--teacher", "nowhere.onnx", "--params", "30k")]
    public void WrongInputIsExitCodeTwoAndNothingOnStdout(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = DeepOpt.Run(folder.Path, arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ADistillationPrintsItsReportAsJson()
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(folder);
        var (code, output, errors) = DeepOpt.Run(
            folder.Path,
            "distill",
            "recipe.yaml",
            "--set",
            "stages[0].epochs=1",
            "--out",
            "run",
            "--json"
        );
        Assert.True(code == 0, errors);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(5, report.RootElement.GetProperty("models").GetArrayLength());
        Assert.Contains("images", errors, StringComparison.Ordinal);
        Assert.Equal(0, DeepOpt.Run(folder.Path, "report", "run").Code);
    }

    [Fact]
    public void EvaluateMeasuresModelsAndFolders()
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = DeepOpt.Run(
            folder.Path,
            "evaluate",
            Repository.In("teachers", "fashion-residual-b"),
            Repository.In("teachers", "fashion-residual-b", "model.onnx"),
            "--data-set",
            "fashion-mnist-small",
            "--json"
        );
        Assert.True(code == 0, errors);
        using var models = JsonDocument.Parse(output);
        Assert.All(models.RootElement.EnumerateArray(), m => Assert.InRange(m.GetProperty("accuracy").GetDouble(), 0.9, 0.95));
        Assert.Equal(2, models.RootElement.GetArrayLength());
        // Two of one name are told apart by what they were asked for as.
        var names = models.RootElement.EnumerateArray().Select(m => m.GetProperty("name").GetString()!).ToList();
        Assert.Equal(2, names.Distinct().Count());
        Assert.All(names, name => Assert.StartsWith("fashion-residual-b (", name, StringComparison.Ordinal));
    }

    [Fact]
    public void InspectListsTensorsWithShapes()
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = DeepOpt.Run(folder.Path, "inspect", Repository.In("teachers", "fashion-cnn-a", "model.onnx"));
        Assert.Equal(0, code);
        Assert.Contains("1×128×7×7", output, StringComparison.Ordinal);
        Assert.Contains("logits", output, StringComparison.Ordinal);
    }

    [Fact]
    public void InspectFindsABundledTeacherByName()
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = DeepOpt.Run(folder.Path, "inspect", "fashion-residual-b", "--json");
        Assert.True(code == 0, errors);
        using var model = JsonDocument.Parse(output);
        var block = model.RootElement.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("alias").GetString() == "block2");
        Assert.Equal("/Relu_output_0", block.GetProperty("name").GetString());
        Assert.Equal(9 * 24 * 784 + 9 * 24 * 24 * 784, block.GetProperty("macs_to_here").GetInt64());
    }

    [Fact]
    public void AdvisePrintsScoredPairsAsJson()
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(folder);
        var (code, output, errors) = DeepOpt.Run(
            folder.Path,
            "advise",
            "recipe.yaml",
            "--teacher",
            "fashion-cnn-a",
            "--samples",
            "60",
            "--top",
            "3",
            "--json"
        );
        Assert.True(code == 0, errors);
        using var advice = JsonDocument.Parse(output);
        Assert.Equal(3, advice.RootElement.GetProperty("pairs").GetArrayLength());
        string[] keys =
        [
            "teacher",
            "student",
            "cka",
            "r_squared",
            "tap_sizes",
            "student_sizes",
            "tap_depth",
            "student_depth",
            "macs",
            "macs_share",
            "regressor",
            "regressor_weights",
            "warning",
            "is_middle",
        ];
        Assert.Equal(keys, advice.RootElement.GetProperty("recommended").EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["recipe", "student", "samples", "held_out", "pairs", "recommended", "reason", "notes"],
            advice.RootElement.EnumerateObject().Select(p => p.Name)
        );
    }

    /// <summary>A recipe without teachers is checked for what it is: a training, which says so when it is asked again.</summary>
    [Fact]
    public void ARecipeWithoutTeachersIsCheckedAndTrained()
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(
            folder,
            string.Concat(
                Tiny.Recipe.Split('\n').Where(line => !line.StartsWith("teachers", StringComparison.Ordinal)).Select(line => line + "\n")
            )
        );
        string[] shorter = ["--set", "stages[0].epochs=1", "--set", "dataset.fashion-mnist-small.limit=300"];
        var (code, output, _) = DeepOpt.Run(folder.Path, ["check", "recipe.yaml", .. shorter]);
        Assert.Equal(0, code);
        Assert.Contains("none: labels alone, by 'deepopt train'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("labelling", output, StringComparison.Ordinal);
        string[] train = ["train", "recipe.yaml", "--out", "run", .. shorter];
        Assert.DoesNotContain("was finished on", DeepOpt.Run(folder.Path, train).Errors, StringComparison.Ordinal);
        var again = DeepOpt.Run(folder.Path, train);
        Assert.Equal(0, again.Code);
        Assert.Contains("run was finished on", again.Errors, StringComparison.Ordinal);
    }

    /// <summary>A pipe takes long lines, unless it is said how long they may be.</summary>
    [Theory]
    [InlineData("60", true)]
    [InlineData("none", false)]
    public void APipeKeepsTheColumnsThatAreSaid(string columns, bool isNarrow)
    {
        using var folder = new TemporaryFolder();
        var (_, output, _) = DeepOpt.Run(folder.Path, [("COLUMNS", columns)], ["list", "losses"]);
        Assert.Equal(isNarrow, output.Split('\n').All(line => line.Length <= 60));
    }

    /// <summary>What is counted while teachers answer are answers, of each view of each image.</summary>
    [Fact]
    public void LabellingCountsAnswers()
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(folder);
        var (code, _, errors) = DeepOpt.Run(folder.Path, "label", "recipe.yaml", "--set", "dataset.fashion-mnist-small.limit=300");
        Assert.True(code == 0, errors);
        Assert.Contains("label: 100 % of 1,200 answers", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckPrintsThePlan()
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(folder);
        var (code, output, errors) = DeepOpt.Run(folder.Path, "check", "recipe.yaml");
        Assert.True(code == 0, errors);
        Assert.Contains("1,000 training", output, StringComparison.Ordinal);
        Assert.Contains("3 epochs: ", output, StringComparison.Ordinal);
        Assert.Contains("seed 3)", output, StringComparison.Ordinal);
        Assert.Matches(@"on \d+ threads? and about 0\.\d GiB of memory each|on \d+ threads?, about 0\.\d GiB of memory", output);
        var two = DeepOpt.Run(folder.Path, "check", "recipe.yaml", "--jobs", "2", "--threads", "3").Output;
        Assert.Contains("2 at a time, on 3 threads and about 0.", two, StringComparison.Ordinal);
        Assert.Contains("labelling", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In(".deepopt")));
    }
}
