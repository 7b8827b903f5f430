using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Recipes whose student has generations or peers, from reading to report.</summary>
public sealed class KinRecipeTests : IDisposable
{
    private const string Teachers = "teachers: [ { name: fashion-cnn-a }, { name: fashion-residual-b } ]\n";
    private const string One = "teachers: [ { name: fashion-cnn-a } ]\n";
    private const string Loss = "loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]";
    private const string Between = "loss: [ cross-entropy: {}, mutual: {} ]";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AGenerationLearnsFromTheOneBefore()
    {
        var record = Run("run", One, "generations: 3\n");
        var kin = record.Kin!;
        Assert.Equal((Relation.Generation, 3), (kin.Relation, kin.Members.Count));
        Assert.Equal(["generation 1", "generation 2", "generation 3"], kin.Members.Select(member => member.Name));
        Assert.Equal(
            ["generations/student-3-generation-1.onnx", "generations/student-3-generation-2.onnx", "student.onnx"],
            kin.Members.Select(member => member.Seeds[0].File)
        );
        Assert.All(kin.Members, member => Assert.Equal(member.Seeds[0].Hash, ContentHash.OfFile(folder.In("run", member.Seeds[0].File))));
        Assert.Equal(3, kin.Members.Select(member => member.Seeds[0].Hash).Distinct().Count());
        Assert.Equal(record.Models[^1].Quality.Value, kin.Members[^1].Quality.Value, 1e-12);
        Assert.Equal([Role.Teacher, Role.Baseline, Role.Student], record.Models.Select(model => model.Role));
        Assert.Equal((3 * record.Models[^1].Parameters, Role.Ensemble), (kin.Ensemble.Parameters, kin.Ensemble.Role));
        Assert.InRange(kin.Ensemble.Quality.Value, kin.Members.Min(member => member.Quality.Value) - 0.02, 1);

        // The first is the student of the recipe without generations, and the two before the last answered the transfer set; the teacher
        // also the validation split, for the cascade.
        var alone = Run("alone", One, "");
        Assert.Equal(
            File.ReadAllBytes(folder.In("alone", "student.onnx")),
            File.ReadAllBytes(folder.In("run", "generations", "student-3-generation-1.onnx"))
        );
        Assert.Null(alone.Kin);
        Assert.Equal(alone.Models[1].Quality.Value, record.Models[1].Quality.Value, 1e-12);
        Assert.Equal(4, Directory.GetFiles(folder.In("targets"), "manifest.json", SearchOption.AllDirectories).Length);

        Assert.Equal(
            [(null, 2), ("generation 1", 1), ("generation 2", 1)],
            Metrics("run")
                .GroupBy(epoch => epoch.Kin)
                .Select(group => (group.Key, group.Count()))
                .OrderBy(at => at.Key, StringComparer.Ordinal)
        );
        Assert.DoesNotContain(record.Epochs, epoch => epoch.Kin is not null);
        var report = File.ReadAllText(folder.In("run", "report.md")).Replace('\u00A0', ' ');
        Assert.Contains("From the first generation to the last, accuracy goes from", report, StringComparison.Ordinal);
        Assert.Contains("| generation 2 |", report, StringComparison.Ordinal);
        Assert.Contains("| ensemble of 3 |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTeachersTheBaselineIsTheFirstGeneration()
    {
        var record = Run("run", "", "generations: 2\nrepeats: 2\n");
        var kin = record.Kin!;
        Assert.Equal([Role.Baseline, Role.Student], record.Models.Select(model => model.Role));
        Assert.Equal(
            ["baseline.onnx", "seeds/baseline-4.onnx", "student.onnx", "seeds/student-4.onnx"],
            kin.Members.SelectMany(member => member.Seeds).Select(copy => copy.File)
        );
        Assert.Equal(record.Models.Select(model => model.Accuracy), kin.Members.Select(member => member.Accuracy));
        Assert.NotNull(kin.Ensemble.AccuracyDeviation);
        Assert.False(Directory.Exists(folder.In("run", "generations")));
        Assert.Null(record.Cascade);
        Assert.Equal([3L, 4L], record.Epochs.Where(epoch => epoch.Role == Role.Student).Select(epoch => epoch.Seed));
    }

    [Fact]
    public void PeersLearnFromEachOtherAndTheFirstIsTheStudent()
    {
        var record = Run("run", "", "peers: 3\n", Between);
        var kin = record.Kin!;
        Assert.Equal(Relation.Peer, kin.Relation);
        Assert.Equal(
            ["student.onnx", "peers/student-3-peer-2.onnx", "peers/student-3-peer-3.onnx"],
            kin.Members.Select(member => member.Seeds[0].File)
        );
        Assert.All(kin.Members, member => Assert.Equal(member.Seeds[0].Hash, ContentHash.OfFile(folder.In("run", member.Seeds[0].File))));
        Assert.Equal([Role.Baseline, Role.Student], record.Models.Select(model => model.Role));
        Assert.Equal(record.Models[^1].Quality.Value, kin.Members[0].Quality.Value, 1e-12);
        Assert.Contains("mutual", record.Epochs[^1].Terms.Keys);
        Assert.Equal(
            [(null, 2), ("peer 2", 1), ("peer 3", 1)],
            Metrics("run")
                .GroupBy(epoch => epoch.Kin)
                .Select(group => (group.Key, group.Count()))
                .OrderBy(at => at.Key, StringComparer.Ordinal)
        );
        Assert.Contains("The student is the first of 3 peers:", File.ReadAllText(folder.In("run", "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void PeersMayHaveTeachersToo()
    {
        var record = Run(
            "run",
            One,
            "peers: 2\n",
            Loss.Replace("{ cross-entropy: { weight: 0.1 } }", "mutual: {}", StringComparison.Ordinal)
        );
        Assert.Equal(["mutual", "soft-target"], record.Epochs[^1].Terms.Keys.Order());
        Assert.Equal(Role.Teacher, record.Models[0].Role);
    }

    /// <summary>Cancelled after so many reports of work and started again.</summary>
    [Theory]
    [InlineData("generations: 2\n", Loss)]
    [InlineData("peers: 2\n", Between)]
    public void AnInterruptedRunEndsWithTheSameFiles(string keys, string loss)
    {
        Run("whole", "", keys, loss);
        var stops = 0;
        foreach (var reports in (int[])[3, 5, 4])
        {
            using var cancel = new CancellationTokenSource();
            try
            {
                Run("parts", "", keys, loss, LeapingClock.Hearing(new StopAfter(reports, cancel)), cancel.Token);
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }
        Assert.Equal(3, stops);
        Run("parts", "", keys, loss);
        var files = Directory
            .EnumerateFiles(folder.In("whole"), "*.onnx", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder.In("whole"), file))
            .ToList();
        Assert.True(files.Count >= 2);
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(folder.In("whole", file)), File.ReadAllBytes(folder.In("parts", file)));
    }

    [Theory]
    [InlineData(One + "generations: 2\nbaseline: false\n", Loss, null)]
    [InlineData("generations: 2\nbaseline: false\n", Loss, "no baseline in a recipe of generations without teachers")]
    [InlineData(One + "generations: 2\n", "loss: [ cross-entropy: {} ]", "Add 'soft-target'")]
    [InlineData(One + "generations: 2\n", "loss: [ { soft-target: { teacher: fashion-cnn-a } } ]", "Leave 'teacher' out")]
    [InlineData(
        One + "generations: 2\n",
        "loss: [ { hint: { teacher: fashion-cnn-a/block1, student: block1 } }, { soft-target: {} } ]",
        "terms on logits"
    )]
    [InlineData(One + "generations: 2\npeers: 2\n", "loss: [ { soft-target: {} }, { mutual: {} } ]", "Leave one out")]
    [InlineData(One + "peers: 2\n", Loss, "Add 'mutual: {}'")]
    [InlineData(One, "loss: [ { soft-target: {} }, { mutual: {} } ]", "Set 'peers: 2'")]
    [InlineData("peers: 2\n", "loss: [ { soft-target: {} }, { mutual: {} } ]", "'soft-target' in a recipe without teachers")]
    [InlineData("peers: 2\n", "loss: [ mutual: {} ]", "without one they agree on anything")]
    [InlineData("", Loss, "no teachers")]
    [InlineData("generations: 0\n", Loss, "generations")]
    public void WrongKinIsRefused(string keys, string loss, string? expected)
    {
        var path = Write("", keys, loss);
        if (expected is null)
            Assert.Equal(2, new RecipeReader(Tiny.Place(folder)).Read(path, Purpose.Distill).Generations);
        else
            Assert.Contains(
                expected,
                Assert.Throws<InputException>(() => new RecipeReader(Tiny.Place(folder)).Read(path, Purpose.Distill)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void ThePlanShowsThem()
    {
        string Plan(string teachers, string keys, string loss) =>
            string.Join(
                '\n',
                RunPlan
                    .Of(new Distiller(Tiny.Place(folder)).Check(Write(teachers, keys, loss)))
                    .Lines.Select(line => $"{line.Name}: {line.Value}")
            );
        var generations = Plan(One, "generations: 3\nrepeats: 2\n", Loss);
        Assert.Contains(
            "generations: 3, the first learns from the teachers; each but the last answers 2,000 views for the next",
            generations,
            StringComparison.Ordinal
        );
        Assert.Contains("training: 8 networks (baseline and student; seeds 3, 4)", generations, StringComparison.Ordinal);
        Assert.Contains("training: 3 networks", Plan("", "generations: 3\n", Loss), StringComparison.Ordinal);
        var peers = Plan("", "peers: 3\n", Between);
        Assert.Contains(
            "peers: 3, trained at the same time on the same batches; the first is the student",
            peers,
            StringComparison.Ordinal
        );
        Assert.Contains("training: 4 networks", peers, StringComparison.Ordinal);
    }

    /// <summary>Alone on hard labels there is neither: what a recipe's other uses train or ask stays what it was.</summary>
    [Fact]
    public void ANetworkTrainedAloneHasNoKin()
    {
        foreach (var (keys, loss) in (List<(string, string)>)[(One + "generations: 3\n", Loss), ("peers: 2\n", Between)])
        {
            var recipe = new RecipeReader(Tiny.Place(folder)).Read(Write("", keys, loss), Purpose.Train);
            Assert.Equal((1, 1), (recipe.Generations, recipe.Peers));
            Assert.Null(Assert.Single(recipe.Trainees).Kin);
        }
    }

    private IEnumerable<EpochRecord> Metrics(string run) =>
        File.ReadLines(folder.In(run, "metrics.jsonl"))
            .Select(line => System.Text.Json.JsonSerializer.Deserialize<EpochRecord>(line, RecordJson.Line)!);

    private string Write(string teachers, string keys, string loss) =>
        Tiny.Write(
            folder,
            Tiny.Recipe.Replace(Teachers, teachers + keys, StringComparison.Ordinal).Replace(Loss, loss, StringComparison.Ordinal)
        );

    private RunRecord Run(
        string run,
        string teachers,
        string keys,
        string loss = Loss,
        IProgress<Progress>? progress = null,
        CancellationToken cancel = default
    )
    {
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(
            distiller.Check(
                Write(teachers, keys, loss),
                overrides: ["stages[0].epochs=1", "views=1", "dataset.fashion-mnist-small.limit=300"],
                cancel: cancel
            )
        );
        return distiller.Run(
            recipe,
            new RunOptions
            {
                Out = folder.In(run),
                Threads = 2,
                Progress = progress,
                CheckpointEvery = TimeSpan.Zero,
            },
            cancel
        );
    }

    private sealed class StopAfter(int reports, CancellationTokenSource cancel) : IProgress<Progress>
    {
        private int left = reports;

        public void Report(Progress value)
        {
            if (--left == 0)
                cancel.Cancel();
        }
    }
}
