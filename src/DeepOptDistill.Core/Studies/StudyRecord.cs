using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Core.Studies;

/// <summary>Everything the report of a study is made from. Written as <c>record.json</c>.</summary>
public sealed record StudyRecord
{
    /// <summary>Format of the record; keys are added, never renamed.</summary>
    public string Schema { get; init; } = "deepopt.study/1";

    /// <summary>Name of the study.</summary>
    public required string Name { get; init; }

    /// <summary>What it asks.</summary>
    public required string Question { get; init; }

    /// <summary>What it found, in a sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>What was trained on what, how long, how often. Full sentences.</summary>
    public required IReadOnlyList<string> Setup { get; init; }

    /// <summary>What the paper says beside what was seen here.</summary>
    public required IReadOnlyList<ClaimRecord> Claims { get; init; }

    /// <summary>Figures by arm.</summary>
    public required IReadOnlyList<TableRecord> Tables { get; init; }

    /// <summary>Curves.</summary>
    public required IReadOnlyList<ChartRecord> Charts { get; init; }

    /// <summary>Every training.</summary>
    public required IReadOnlyList<TrialRecord> Trials { get; init; }

    /// <summary>Whether this is the short form, whose figures are a smoke test and no result.</summary>
    public required bool Quick { get; init; }

    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>Version of the tool with its commit.</summary>
    public required string Tool { get; init; }

    /// <summary>When it was finished, ISO 8601 in UTC.</summary>
    public required string Finished { get; init; }

    /// <summary>Wall time in seconds, interruptions left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>The machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>What a reader must know to judge the numbers.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A statement of a paper and what was seen of it here.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Paper">What the paper says.</param>
/// <param name="Seen">What was seen here.</param>
/// <param name="Source">The paper.</param>
public sealed record ClaimRecord(string What, string Paper, string Seen, string Source);

/// <summary>A table of texts.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Its columns; the first names the row, the others are numbers.</param>
/// <param name="Rows">Its rows.</param>
public sealed record TableRecord(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A chart of lines.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">What runs to the right.</param>
/// <param name="Y">What runs upwards.</param>
/// <param name="IsShare">Whether values are shares, shown in percent.</param>
/// <param name="IsLogarithmic">Whether the upward axis is logarithmic.</param>
/// <param name="Lines">The lines.</param>
public sealed record ChartRecord(string Title, string X, string Y, bool IsShare, bool IsLogarithmic, IReadOnlyList<LineRecord> Lines);

/// <summary>A line with its spread.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points from left to right.</param>
public sealed record LineRecord(string Name, IReadOnlyList<LinePoint> Points);

/// <summary>A point of a line.</summary>
/// <param name="X">Place.</param>
/// <param name="Value">Mean over seeds.</param>
/// <param name="Low">Lowest over seeds.</param>
/// <param name="High">Highest over seeds.</param>
public sealed record LinePoint(double X, double Value, double Low, double High);

/// <summary>One training of a study.</summary>
public sealed record TrialRecord
{
    /// <summary>What was trained: one of the study's arms.</summary>
    public required string Arm { get; init; }

    /// <summary>Seed of weights and batch order.</summary>
    public required long Seed { get; init; }

    /// <summary>The curve.</summary>
    public required IReadOnlyList<TrialPoint> Points { get; init; }

    /// <summary>Numbers taken from the trained network, by name.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>Why the training ended before its time; null where it did not.</summary>
    public string? Failure { get; init; }
}

/// <summary>A look at a training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">Time spent in steps.</param>
/// <param name="TrainLoss">Mean objective since the last look.</param>
/// <param name="Loss">Cross-entropy on the validation split.</param>
/// <param name="Accuracy">Accuracy on the validation split.</param>
public sealed record TrialPoint(long Step, double Seconds, double TrainLoss, double Loss, double Accuracy);
