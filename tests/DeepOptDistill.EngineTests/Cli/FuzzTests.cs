using DeepOptDistill.Fuzz;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>A short round of <c>scripts/fuzz</c>: changed files of every format are read or refused in words.</summary>
public sealed class FuzzTests(FuzzTests.Corpora corpora) : IClassFixture<FuzzTests.Corpora>, IDisposable
{
    private const int Changes = 40,
        ChangesOfRuns = 6,
        ChangesOfState = 2;
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Formats =>
        [
            "onnx",
            "onnx-data",
            "onnx-evaluate",
            "onnx-plan",
            "onnx-student",
            "npy",
            "npz",
            "idx",
            "csv",
            "munge",
            "parquet",
            "image",
            "recipe",
            "student",
            "teacher",
            "record",
            "set",
            "run",
            "store",
            "features",
            "checkpoint",
            "beginning",
            "ledger",
        ];

    /// <summary>What is damaged and found so is made again, and not refused.</summary>
    private static readonly string[] MadeAgain = ["store", "features", "checkpoint", "beginning"];

    /// <summary>Each change of these is a training or two.</summary>
    private static int ChangesOf(string format) =>
        MadeAgain.Contains(format) ? ChangesOfState
        : format == "run" ? ChangesOfRuns
        : Changes;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void ChangedFilesAreReadOrRefused(string format)
    {
        var target = corpora.Targets.All.Single(one => one.Name == format);
        var faults = new List<string>();
        var outcomes = new Round(target, folder.In("call"), kept: null, longest: 120).Run(1, ChangesOf(format), faults.Add);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        // Not all may be refused, nor all be read: the changes must reach the readers.
        Assert.True(outcomes.ContainsKey("refused") || MadeAgain.Contains(format), $"{format}: nothing was refused.");
    }

    [Fact]
    public void EveryFormatIsInTheRound() => Assert.Equal(Formats.Count, corpora.Targets.All.Count);

    /// <summary>The good files, made once for all formats.</summary>
    public sealed class Corpora : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Corpora() => Targets = new Targets(new Corpus(Repository.Root, folder.In("corpus")));

        internal Targets Targets { get; }

        public void Dispose() => folder.Dispose();
    }
}
