using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Epochs are appended: thousands cost what the first ones did, and a killed run leaves nothing that the next one keeps.</summary>
public sealed class MetricsFileTests : IDisposable
{
    private const int Many = 3000,
        Some = 100;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AResumedFileIsThatOfARunInOneGo()
    {
        var epochs = Epochs(20);
        var whole = new MetricsFile(folder.In("whole"));
        for (var done = 1; done <= epochs.Length; done++)
            whole.Write("student-1", epochs[..done], told => told);
        var before = new MetricsFile(folder.In("twice"));
        for (var done = 1; done <= 15; done++)
            before.Write("student-1", epochs[..done], told => told);
        // Killed behind its checkpoint of epoch 12, in the middle of a line.
        File.AppendAllText(folder.In("twice"), "{\"role\":\"stud");
        var after = new MetricsFile(folder.In("twice"));
        for (var done = 13; done <= epochs.Length; done++)
            after.Write("student-1", epochs[..done], told => told);
        Assert.Equal(File.ReadAllBytes(folder.In("whole")), File.ReadAllBytes(folder.In("twice")));
        Assert.Equal(epochs.Length, File.ReadLines(folder.In("whole")).Count());
    }

    [Fact]
    public void ModelsFollowEachOther()
    {
        var (first, second) = (Epochs(3), Epochs(5));
        var file = new MetricsFile(folder.In("metrics"));
        for (var done = 1; done <= 3; done++)
            file.Write("student-1", first[..done], told => told);
        file.Write("student-1", first, told => told);
        for (var done = 1; done <= 5; done++)
            file.Write("student-2", second[..done], told => told.Select(epoch => epoch with { Kin = "peer 2" }));
        Assert.Equal(8, File.ReadLines(folder.In("metrics")).Count());
        Assert.Equal(5, File.ReadLines(folder.In("metrics")).Count(line => line.Contains("peer 2", StringComparison.Ordinal)));
    }

    /// <summary>Trainings beside each other end their epochs in turn; sorted, the file is that of one behind the other.</summary>
    [Fact]
    public void TrainingsSideBySideAreSortedAtTheEnd()
    {
        EpochRecord[] first = Epochs(3),
            second = [.. Epochs(3).Select(epoch => epoch with { Seed = 2 })];
        var apart = new MetricsFile(folder.In("apart"));
        apart.Write("student-1", first, told => told);
        apart.Write("student-2", second, told => told);
        var together = new MetricsFile(folder.In("together"));
        File.WriteAllText(folder.In("together"), "of a killed run");
        for (var done = 1; done <= 3; done++)
        {
            together.Write("student-2", second[..done], told => told);
            together.Write("student-1", first[..done], told => told);
        }
        Assert.Equal(File.ReadLines(folder.In("apart")).Order(), File.ReadLines(folder.In("together")).Order());
        Assert.NotEqual(File.ReadAllText(folder.In("apart")), File.ReadAllText(folder.In("together")));
        together.Sort(first.Concat(second));
        Assert.Equal(File.ReadAllText(folder.In("apart")), File.ReadAllText(folder.In("together")));
    }

    [Fact]
    public void TheThousandthEpochCostsWhatTheFirstDid()
    {
        var epochs = Epochs(Many);
        var file = new MetricsFile(folder.In("metrics"));
        long Cost(int from)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            for (var done = from; done < from + Some; done++)
                file.Write("student-1", new ArraySegment<EpochRecord>(epochs, 0, done), told => told);
            return GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        Cost(1);
        var early = Cost(1 + Some);
        for (var done = 1 + Some + Some; done <= Many - Some; done++)
            file.Write("student-1", epochs[..done], told => told);
        Assert.InRange(Cost(Many - Some + 1), 0, 2 * early);
    }

    private static EpochRecord[] Epochs(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(epoch => new EpochRecord
                {
                    Role = Role.Student,
                    Seed = 1,
                    Stage = "distill",
                    Epoch = epoch,
                    Loss = 1.0 / epoch,
                    Rate = 0.1,
                    Seconds = 0.5,
                    Terms = new Dictionary<string, double> { ["soft-target"] = 1.0 / epoch },
                }),
        ];
}
