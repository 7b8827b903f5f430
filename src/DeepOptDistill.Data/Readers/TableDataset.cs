using System.ComponentModel.DataAnnotations;
using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data.Readers;

/// <summary>
/// Rows of a table with a column that names their class, with columns of labels, or of values, in CSV (UTF-8, a line of headings) or
/// Parquet files. Numbers stay as they are; a column of words
/// becomes one number for each word that the training file holds. Gaps are refused, or filled in by what the training file says.
/// </summary>
[Kind("table", "your own rows in CSV or Parquet files: numbers and words, one column the class, or some the labels or values", Version = 2)]
public sealed record TableDataset : OneSourceSpec
{
    private const int MostWords = 1000;

    /// <summary>The column that names the class; null where there are <see cref="Labels"/> or <see cref="Values"/>.</summary>
    [MinLength(1)]
    public string? Label { get; init; }

    /// <summary>Columns that say of each label whether a row has it (multi-label): 0 and 1, no and yes, or false and true.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Columns of the values that are to be told (regression).</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Columns of words, even where the words are numbers; columns without numbers are so by themselves.</summary>
    public IReadOnlyList<string> Nominal { get; init; } = [];

    /// <summary>
    /// Columns of dates that are not written as 2024-01-31 or 2024-01-31T18:30 (those are known without a word): each becomes the time
    /// since the beginning of 1970, in UTC. What <see cref="Nominal"/> names stays words.
    /// </summary>
    public IReadOnlyList<string> Dates { get; init; } = [];

    /// <summary>How they are written, as Python's <c>strptime</c> says it: <c>%d.%m.%Y</c>.</summary>
    [MinLength(1)]
    public string? DateFormat { get; init; }

    /// <summary>What the time of all dates is counted in: days, with a fraction for the time of day, or seconds.</summary>
    public DateUnit DateUnit { get; init; }

    /// <summary>
    /// What else of each date becomes a number of its own, <c>when.month</c>: it is what tells seasons, weekends and nights.
    /// </summary>
    public IReadOnlyList<DatePart> DateParts { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>
    /// What becomes of cells that are empty or say that their value is missing (NA, NaN, null, ?, …): a number is refused, or is the median
    /// of its column in the training file, with or without a number more that says so. Rows without labels are filled in likewise.
    /// </summary>
    public GapRule Gaps { get; init; }

    /// <summary>
    /// The word that stands for a gap among words where gaps are filled in: the one that the teachers learned from, <c>missing</c> or
    /// <c>Unknown</c>.
    /// </summary>
    public string GapWord { get; init; } = "";

    /// <summary>What stands between the cells of a CSV file: <c>,</c>, <c>;</c>, <c>|</c> or <c>tab</c>.</summary>
    [MinLength(1)]
    public string Separator { get; init; } = ",";

    /// <summary>What stands before the fraction of a number in a CSV file: a point, or a comma.</summary>
    [MinLength(1)]
    public string Decimal { get; init; } = ".";

    /// <summary>
    /// The classes in the order of their indices; null for those of the files, numbers by size and words by their letters.
    /// </summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => Read(folder, new Seed(1), progress, cancellation);

    private protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        Seed seed,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        CheckTest();
        CheckTask();
        CheckFormat();
        var cells = TableCells.Read(folder.Find(Train), Reading());
        var whole = TableFile.Of(cells, Reading()).Table;
        if (Targets is { } targets)
            InputException.ThrowIfAny([.. targets.Check(whole, Train)]);
        var tested = Test is null ? null : TableCells.Read(folder.Find(Test), Reading());
        var classes =
            Targets?.Names
            ?? Classes
            ?? Names([
                .. LabelsOf(whole).Words,
                .. tested is null ? [] : LabelsOf(TableFile.Of(tested, Reading() with { Only = [] }).Table).Words,
            ]);
        int[] learned = LearnedRows(whole, classes, folder, seed);
        var train = Gaps == GapRule.Refuse ? whole : TableFile.Of(cells, Reading() with { Learned = learned }).Table;
        var columns = TableColumns.Of(Features(train), learned) with
        {
            GapWord = Gaps == GapRule.Refuse ? null : GapWord,
            Format = Format,
            Dates = DatesOf(train),
        };
        var test = tested is null ? null : TableFile.Of(tested, Reading().Like(columns)).Table;
        if (test is not null)
            columns = columns.Tested(test);
        if (Targets is { } told && test is not null)
            InputException.ThrowIfAny([.. told.Check(test, Test!)]);
        InputException.ThrowIfAny([
            .. TooManyWords(Features(whole)),
            .. Twice(columns),
            .. test is null ? [] : Missing(columns, test, Test!),
        ]);
        var (origins, lost) = Targets?.Origins(train) ?? (null, []);
        var rows = Set($"{Name} train", train, columns, classes, origins)
            .Warned([.. TableCells.LookLikeData(Train, whole), .. lost, .. columns.Lost(train), .. columns.Unseen(train, Train)]);
        return test is null
            ? Apart(rows)
            : (rows.Warned([.. rows.Warnings, .. columns.Unseen(test, Test!)]), Set($"{Name} test", test, columns, classes, origins));
    }

    /// <inheritdoc/>
    protected override SampleSet ReadValidation(
        SampleSet train,
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        var (path, columns) = (Validation.Path!, train.Shape.Columns!);
        var table = TableFile.Read(folder.Find(path), Reading().Like(columns)).Table;
        InputException.ThrowIfAny([.. Targets?.Check(table, path) ?? [], .. Missing(columns, table, path)]);
        return Set($"{Name} validation", table, columns, train.Classes, train.Shape.Values).Warned([.. columns.Unseen(table, path)]);
    }

    /// <summary>
    /// The rows of the training file that are neither for the test nor for validation: medians and words are theirs alone.
    /// </summary>
    private int[] LearnedRows(Table train, IReadOnlyList<string> classes, DataFolder folder, Seed seed)
    {
        var labels = Label is null ? new int[train.Rows] : PlacesOf(LabelsOf(train), classes, $"{Name} train");
        int[] own = Test is null ? Apart(labels).Train : [.. Enumerable.Range(0, labels.Length)];
        return [.. LearnedPlaces([.. own.Select(row => labels[row])], folder, seed).Select(place => own[place])];
    }

    private TableReading Reading() =>
        new([.. Nominal.Where(name => name != Label)], Ignore)
        {
            Label = Label,
            Targets = [.. Labels, .. Values],
            Option = TableReading.Keys,
            Gaps = Gaps,
            GapWord = GapWord,
            Format = Format,
            Dates = new DateReading(Dates)
            {
                Format = DateFormat,
                Unit = DateUnit,
                Parts = DateParts,
            },
        };

    /// <summary>The dates that were found in the training file, so that other files are read alike.</summary>
    private DateReading DatesOf(Table train) =>
        new([.. train.Columns.OfType<ContinuousColumn>().Where(column => column.Date is not null).Select(column => column.Name)])
        {
            Format = DateFormat,
            Unit = DateUnit,
            Parts = DateParts,
            Recognizes = false,
        };

    private IReadOnlyList<string> Told => Label is null ? [.. Labels, .. Values] : [Label];

    private TargetColumns? Targets =>
        Label is not null ? null
        : Labels.Count > 0 ? new(TaskKind.Labels, Labels)
        : new(TaskKind.Values, Values);

    private TableFormat Format => TableFormat.Of(Separator, Decimal, TableReading.Keys, []);

    private void CheckFormat()
    {
        List<Problem> problems = [];
        TableFormat.Of(Separator, Decimal, TableReading.Keys, problems);
        problems.AddRange(Reading().Dates.Check(TableReading.Keys));
        problems.AddRange(
            Dates
                .Where(Nominal.Contains)
                .Select(name => new Problem("dataset.dates", $"'{name}', which is in 'nominal' too", "one of them", "Take it out of one."))
        );
        problems.AddRange(
            Dates
                .Where(Ignore.Contains)
                .Select(name => new Problem(
                    "dataset.dates",
                    $"'{name}', which is in 'ignore' too",
                    "one of them",
                    "Take it out of 'ignore', so that its dates are read."
                ))
        );
        InputException.ThrowIfAny(problems);
    }

    private void CheckTask()
    {
        var said = new[] { Label is not null, Labels.Count > 0, Values.Count > 0 }.Count(key => key);
        if (said != 1)
            throw new InputException(
                new Problem(
                    "dataset",
                    said == 0 ? "no column that is to be told" : $"{said} of 'label', 'labels' and 'values'",
                    "one of 'label' (classes), 'labels' (several of them at once) and 'values' (numbers)",
                    said == 0 ? "Name a column: label: COLUMN." : ""
                )
            );
        if (Label is null && Classes is not null)
            throw new InputException(
                new Problem(
                    "dataset.classes",
                    "'classes'",
                    "none beside 'labels' and 'values', which are named by their columns",
                    "Leave it out."
                )
            );
    }

    private Table Features(Table table)
    {
        List<Column> left = [.. table.Columns.Where(column => !Told.Contains(column.Name))];
        return left.Count > 0
            ? new Table(left)
            : throw new InputException(
                new Problem(
                    Train,
                    $"no column beside '{string.Join("', '", Told)}'",
                    $"at least one that {(Label is null ? "they" : "the class")} can be told by"
                )
            );
    }

    private NominalColumn LabelsOf(Table table) => (NominalColumn)table.Columns.Single(column => column.Name == Label);

    private IEnumerable<Problem> Twice(TableColumns columns) =>
        from column in columns.All
        where column.Marks is not null && columns.Held.Any(held => held.Name == column.Name)
        select new Problem(
            $"{Train}, column '{column.Name}'",
            $"the name of what marks the gaps of '{column.Marks}'",
            "another one",
            $"Give the column another heading, or leave it out: ignore: ['{column.Name}']."
        );

    private IEnumerable<Problem> TooManyWords(Table table) =>
        from column in table.Columns.OfType<NominalColumn>()
        where column.Words.Count > MostWords
        select new Problem(
            $"{Train}, column '{column.Name}'",
            $"{column.Words.Count} different words",
            $"at most {MostWords}, as each becomes a number of every row",
            $"Leave it out: ignore: [{column.Name}]."
        );

    private static IEnumerable<Problem> Missing(TableColumns columns, Table test, string path) =>
        from column in columns.Held
        let found = test.Columns.FirstOrDefault(c => c.Name == column.Name)
        where found is null || found is NominalColumn != column.IsNominal || (found as ContinuousColumn)?.Date != column.Date
        select new Problem(
            path,
            found is null ? $"no column '{column.Name}'" : $"column '{column.Name}' of {WhatOf(found)}",
            found is null ? "the columns of the training file" : $"{WhatOf(column)}, as in the training file"
        );

    private static string WhatOf(Column column) =>
        column is NominalColumn ? "words"
        : ((ContinuousColumn)column).Date is null ? "numbers"
        : "dates";

    private static string WhatOf(TableColumn column) =>
        column.IsNominal ? "words"
        : column.Date is null ? "numbers"
        : "dates";

    private SampleSet Set(string name, Table table, TableColumns columns, IReadOnlyList<string> classes, ValueOrigins? origins)
    {
        var rows = new HeldBytes<float>(columns.Rows(table), columns.Width);
        if (Targets is { } targets)
            return new SampleSet(name, SampleShape.Row(columns), rows, targets.Of(table, origins), classes);
        return new SampleSet(name, SampleShape.Row(columns), rows, PlacesOf(LabelsOf(table), classes, name), classes);
    }

    /// <summary>The class of each row.</summary>
    private static int[] PlacesOf(NominalColumn labels, IReadOnlyList<string> classes, string name)
    {
        var order = classes
            .Select((label, place) => (label, place))
            .DistinctBy(known => known.label)
            .ToDictionary(known => known.label, known => known.place, StringComparer.Ordinal);
        int[] places = [.. labels.Words.Select(word => order.GetValueOrDefault(word, -1))];
        if (Array.IndexOf(places, -1) is var unknown and >= 0)
            throw new InputException(
                new Problem(
                    name,
                    $"class '{labels.Words[unknown]}'",
                    $"one of {string.Join(", ", classes)}",
                    Nearest.Remedy(labels.Words[unknown], classes)
                )
            );
        return [.. labels.Codes.ToArray().Select(code => places[code])];
    }

    private IReadOnlyList<string> Names(IEnumerable<string> words)
    {
        List<string> names = [.. words.Distinct()];
        if (names.GroupBy(name => name.Trim()).FirstOrDefault(group => group.Skip(1).Any()) is { } alike)
            throw new InputException(
                new Problem(
                    $"{Train}, column '{Label}'",
                    $"classes '{string.Join("' and '", alike)}', which differ in blanks alone",
                    "one spelling of each class",
                    "Take the blanks away, or say the classes: classes: […]."
                )
            );
        return names.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => double.Parse(name, NumberStyles.Float, CultureInfo.InvariantCulture))]
            : [.. names.Order(StringComparer.Ordinal)];
    }
}
