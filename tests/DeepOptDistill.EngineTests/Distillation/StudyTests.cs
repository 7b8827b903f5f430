using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Studies;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// Every study runs in its short form and says something; an interrupted one goes on; trainings side by side do not disturb each other.
/// </summary>
public class StudyTests
{
    public static IEnumerable<object[]> Names() => Kinds.All.Members(typeof(Study)).Select(kind => new object[] { kind.Name });

    [Theory]
    [MemberData(nameof(Names))]
    public void RunsInItsShortForm(string name)
    {
        using var folder = new TemporaryFolder();
        var study = (Study)Activator.CreateInstance(Kinds.All.Members(typeof(Study)).Single(kind => kind.Name == name).Type)!;
        var options = new RunOptions
        {
            Out = folder.In("out"),
            Jobs = 2,
            Threads = 1,
        };
        var record = new StudyRunner(Tiny.Place(folder), options).Run(study, quick: true);
        Assert.NotEmpty(record.Answer);
        Assert.True(record.Claims.Count >= 3 && record.Charts.Count >= 2 && record.Tables.Count >= 1);
        Assert.All(record.Tables, table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count)));
        Assert.Contains("no result", string.Join(' ', record.Notes), StringComparison.Ordinal);
        Assert.All(new[] { "record.json", "report.html", "report.md" }, file => Assert.True(File.Exists(folder.In("out", file))));
    }

    [Fact]
    public void TrainingsSideBySideAreThoseOneAfterTheOther()
    {
        using var folder = new TemporaryFolder();
        List<TrialRecord> Run(string name, int jobs) => [.. new StudyRunner(
                    Tiny.Place(folder),
                    new RunOptions
                    {
                        Out = folder.In(name),
                        Jobs = jobs,
                        Threads = 1,
                    }
                ).Run(new Small(), quick: true).Trials];
        var (alone, together) = (Run("alone", 1), Run("together", 4));
        Assert.Equal(alone.Select(Curve), together.Select(Curve));
        static string Curve(TrialRecord trial) =>
            $"{trial.Arm} {trial.Seed} {string.Join(' ', trial.Points.Select(p => $"{p.TrainLoss:R}/{p.Loss:R}"))}";
    }

    [Fact]
    public void FinishedTrainingsAreNotDoneAgain()
    {
        using var folder = new TemporaryFolder();
        var options = new RunOptions
        {
            Out = folder.In("out"),
            Jobs = 2,
            Threads = 1,
        };
        using var cancel = new CancellationTokenSource();
        var stopping = options with
        {
            Progress = LeapingClock.Hearing(
                new Each(done =>
                {
                    if (done == 3)
                        cancel.Cancel();
                })
            ),
        };
        Assert.Throws<OperationCanceledException>(() =>
            new StudyRunner(Tiny.Place(folder), stopping).Run(new Small(), quick: true, cancel.Token)
        );
        var kept = Directory
            .GetFiles(folder.In("out", "trials"), "*.json")
            .Where(file => Path.GetFileName(file) != "timings.json")
            .ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.InRange(kept.Count, 3, 7);
        Assert.Equal(8, new StudyRunner(Tiny.Place(folder), options).Run(new Small(), quick: true).Trials.Count);
        Assert.All(kept, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    private sealed class Each(Action<long> done) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            if (value.Task == "trainings")
                done(value.Done);
        }
    }

    /// <summary>Eight trainings of a moment each, over all kinds of calls into libtorch.</summary>
    [Core.Kinds.Kind("small", "does it work")]
    private sealed record Small : Study
    {
        internal override DatasetSpec Dataset(bool quick) => new FashionMnistSmall { Validation = 100, Limit = 600 };

        internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
            [
                .. from optimizer in new Optimizer[] { new Sgd(), new Adam(), new AdaGrad(), new RmsProp() }
                select new Arm(
                    optimizer.GetType().Name,
                    Net,
                    new Stage
                    {
                        Name = "s",
                        Epochs = 3,
                        Loss = [new CrossEntropy()],
                        Optimizer = optimizer,
                    },
                    20,
                    10,
                    [1, 2]
                ),
            ];

        internal override Findings Conclude(StudyFrame frame, Trials trials) =>
            new("It does.", [], [], [], [trials.Chart("Loss", "loss", trials.All.Select(t => t.Arm).Distinct(), p => p.Loss)]);

        private static StudentSpec Net =>
            new()
            {
                Name = "small",
                Input = new InputSpec { Shape = [1, 28, 28] },
                Layers =
                [
                    new Conv { Channels = 8, Stride = 2 },
                    new DeepOptDistill.Students.Norms.BatchNorm(),
                    new DeepOptDistill.Students.Activations.ReLU(),
                    new Flatten(),
                    new Linear { Features = 10 },
                ],
            };
    }
}
