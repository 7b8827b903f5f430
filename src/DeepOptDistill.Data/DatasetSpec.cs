using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Splits;

namespace DeepOptDistill.Data;

/// <summary>A data set as a recipe names it: where its images come from and how they are divided.</summary>
[Family("datasets")]
public abstract record DatasetSpec
{
    private const int FewSamples = 5;

    /// <summary>
    /// What choices are made on: training samples that are put aside, as a share (below 1), a count or indices; or samples of their own, in
    /// a folder or files. 0 for none. A tenth is enough to choose between epochs to about half a percent.
    /// </summary>
    [AlsoCalled("val", "val_split", "valid", "dev")]
    public ValidationSpec Validation { get; init; } = 0.1;

    /// <summary>Which samples are put aside. A stratified choice is the fairer one; tail gives a set that others can name.</summary>
    public SplitKind Split { get; init; } = SplitKind.Stratified;

    /// <summary>
    /// Seed of the stratified split and of the limit. The run's seed has no say in it: a student of another seed, and a network that learns
    /// from it, have the same validation samples.
    /// </summary>
    [Between(0, long.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>
    /// At most so many training samples, class balanced and seeded, chosen after the validation images are put aside; null for all.
    /// </summary>
    [Between(1, int.MaxValue)]
    public int? Limit { get; init; }

    /// <summary>The kind's name: <c>fashion-mnist</c>.</summary>
    public string Name => KindDescription.Name(this);

    /// <summary>Kind and options in one line, the same in every culture.</summary>
    public string Description => KindDescription.Of(this);

    /// <summary>Reads the images and divides them by the data set's own seed.</summary>
    /// <param name="folder">Where to look for files and where to put downloads.</param>
    /// <param name="progress">Hears of downloads, in bytes.</param>
    /// <param name="cancellation">Stops a download; what has arrived is kept and continued next time.</param>
    /// <exception cref="InputException">The data cannot be found or is damaged, or the options ask for more images than there
    /// are.</exception>
    public Dataset Load(DataFolder folder, IProgress<Progress>? progress = null, CancellationToken cancellation = default) =>
        Load(folder, new Seed((ulong)Seed), progress, cancellation);

    /// <summary>Reads the images and divides them: the same seed gives the same parts.</summary>
    /// <param name="folder">Where to look for files and where to put downloads.</param>
    /// <param name="seed">Seed of the stratified split and the limit in place of the data set's own.</param>
    /// <param name="progress">Hears of downloads, in bytes.</param>
    /// <param name="cancellation">Stops a download; what has arrived is kept and continued next time.</param>
    /// <exception cref="InputException">The data cannot be found or is damaged, or the options ask for more images than there
    /// are.</exception>
    public Dataset Load(DataFolder folder, Seed seed, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        InputException.ThrowIfAny([.. CheckValidation()]);
        var (train, test) = Read(folder, seed, progress, cancellation);
        Check(train, test);
        if (Validation.IsPlaces)
            InputException.ThrowIfAny([.. SamplePlaces.Check(SamplePlaces.Of(Validation, folder), train.Count, train.Shape.Noun)]);
        var own = Validation.IsOwn ? ReadValidation(train, folder, progress, cancellation) : null;
        if (own is not null)
            CheckValidation(own, train);
        var split = Divide(train.Labels, folder, seed);
        var kept = Limited(train, split.Train, seed.Derive("limit"));
        var validation = own ?? train.Select($"{Name} validation", split.Validation);
        if (train.Task == TaskKind.Values && validation.Count == 1)
            throw new InputException(
                new Problem(
                    "dataset.validation",
                    $"{Validation}: one of {train.Count:#,0} {train.Shape.Noun}",
                    "none, or at least 2, as R² is measured by how they differ",
                    "Write a share of them, validation: 0.1, or their number."
                )
            );
        return new Dataset(Name, train.Select($"{Name} train", kept), validation, test)
        {
            Warnings =
            [
                .. train.Warnings,
                .. own?.Warnings ?? [],
                .. Learned(train, kept, validation),
                .. Few(validation),
                .. Tested(test),
            ],
            TestWarnings = [.. train.Warnings, .. Tested(test)],
            Notes = [.. BalancedChoice.Note(train, split.Train, kept)],
        };
    }

    /// <summary>Classes without samples to learn from; where the classes are amounts, all are, and the test says that.</summary>
    private static IEnumerable<string> Learned(SampleSet train, int[] kept, SampleSet validation) =>
        AmountClasses.Are(train) ? [] : ClassShares.Warnings(train, kept, validation);

    private static IEnumerable<string> Tested(SampleSet test) =>
        AmountClasses.Note(test) is { } amounts ? [amounts] : ClassShares.TestWarnings(test);

    /// <summary>So few samples that what is chosen on them is chosen by chance.</summary>
    private static IEnumerable<string> Few(SampleSet validation) =>
        validation.Count is > 0 and < FewSamples
            ?
            [
                $"The validation split has only {Noun.Counted(validation.Count, validation.Shape.IsRow ? "row" : "image")}: "
                    + "what is chosen there is chosen by chance.",
            ]
            : [];

    /// <summary>Reads the official training and test split, in stored order.</summary>
    protected abstract (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    );

    /// <summary>
    /// The same for a data set whose numbers depend on what is learned from it: only <see cref="LearnedPlaces"/> may have a say there.
    /// </summary>
    private protected virtual (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        Seed seed,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => Read(folder, progress, cancellation);

    /// <summary>Reads validation samples of their own, as the training samples' own.</summary>
    /// <param name="train">The training samples: shape, classes and columns are theirs.</param>
    /// <param name="folder">Where files are looked for.</param>
    /// <param name="progress">Hears of decoded images.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException">They cannot be read, or this data set has none of its own.</exception>
    protected virtual SampleSet ReadValidation(
        SampleSet train,
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => throw Unnamed("a number of samples, or indices, as the files of this data set are known");

    /// <summary>The refusal of validation samples that are named in another way than this data set reads them.</summary>
    private protected InputException Unnamed(string expected) =>
        new(
            new Problem(
                "dataset.validation",
                Validation.Path is { } path ? $"'{path}'" : "'samples' and 'labels'",
                expected,
                Validation.Path is null ? "" : "Places of training samples in a file are { index_file: FILE }."
            )
        );

    /// <summary>Places of the training samples that are left when those for validation are put aside.</summary>
    private protected int[] LearnedPlaces(int[] labels, DataFolder folder, Seed seed)
    {
        var isDivided = Validation.IsPlaces
            ? !SamplePlaces.Check(SamplePlaces.Of(Validation, folder), labels.Length, "").Any()
            : Validation.Count(labels.Length) < labels.Length;
        return isDivided ? Divide(labels, folder, seed).Train : [.. Enumerable.Range(0, labels.Length)];
    }

    private Split Divide(int[] labels, DataFolder folder, Seed seed)
    {
        if (Validation.IsPlaces)
            return Splits.Split.At(labels.Length, SamplePlaces.Of(Validation, folder));
        var count = Validation.Count(labels.Length);
        return Split == SplitKind.Tail
            ? Splits.Split.Tail(labels.Length, count)
            : Splits.Split.Stratified(labels, count, seed.Derive("split"));
    }

    private int[] Limited(SampleSet train, int[] indices, Seed seed)
    {
        if (Limit is not { } limit || limit >= indices.Length)
            return indices;
        int[] labels = [.. indices.Select(i => train.Labels[i])];
        return [.. BalancedChoice.Of(labels, limit, seed).Select(i => indices[i])];
    }

    /// <summary>What is wrong with how validation samples are named, before anything is read.</summary>
    private protected virtual IEnumerable<Problem> CheckValidation()
    {
        if (Validation.Contradiction() is { } problem)
            yield return problem;
        if (!new ShareOrCountAttribute().IsValid(Validation.Share))
            yield return new Problem("dataset.validation", Validation.ToString(), ShareOrCountAttribute.Range);
        if (Split == SplitKind.Tail && Validation.Share is null)
            yield return new Problem(
                "dataset.split",
                "'tail' beside validation samples that are named",
                "a number of samples",
                "Leave 'split' out."
            );
    }

    private static void CheckValidation(SampleSet own, SampleSet train)
    {
        var problems = new List<Problem>();
        if (own.Count == 0)
            problems.Add(new Problem(own.Name, $"no {own.Shape.Noun}", "at least one", "Write 'validation: 0' for none."));
        if (own.Shape != train.Shape)
            problems.Add(new Problem(own.Name, $"{own.Shape.Noun} of {own.Shape}", $"{train.Shape}, as in the training split"));
        if (!own.Classes.SequenceEqual(train.Classes))
            problems.Add(
                new Problem(own.Name, Noun.Counted(own.Classes.Count, "class"), $"the {train.Classes.Count} classes of the training split")
            );
        InputException.ThrowIfAny(problems);
    }

    /// <summary>Values of which none differs between samples: there is nothing to learn or to measure, and no R².</summary>
    private static IEnumerable<Problem> Constant(SampleSet set)
    {
        if (set is not { Task: TaskKind.Values, Truths: { } truths })
            yield break;
        if (Enumerable.Range(0, truths.Width).All(value => IsConstant(truths, value)))
            yield return new Problem(
                set.Name,
                $"the same number of '{string.Join("', '", set.Classes)}' in all {set.Count} {set.Shape.Noun}",
                "values that differ",
                "Name another column in 'values', or other rows."
            );
    }

    private static bool IsConstant(Truths truths, int value)
    {
        for (var row = 1; row < truths.Count; row++)
            if (truths.Numbers[(row * truths.Width) + value] != truths.Numbers[value])
                return false;
        return truths.Count > 1;
    }

    private void Check(SampleSet train, SampleSet test)
    {
        if (train.Count == 0)
            throw new InputException(
                new Problem(
                    train.Name,
                    $"no {train.Shape.Noun}",
                    "at least one to learn from",
                    "Put less aside, by 'test_share', or name a file or folder for the test by 'test'."
                )
            );
        var problems = new List<Problem>();
        if (Validation.Count(train.Count) >= train.Count)
            problems.Add(
                new Problem(
                    "dataset.validation",
                    FormattableString.Invariant($"{Validation}"),
                    $"{ShareOrCountAttribute.Range}, fewer than the {train.Count} training {train.Shape.Noun}"
                )
            );
        if (test.Count == 0)
            problems.Add(
                new Problem(
                    test.Name,
                    $"no {test.Shape.Noun}",
                    "at least one, on which the result is measured",
                    "Put more aside, by 'test_share', or name a file or folder by 'test'."
                )
            );
        if (train is { Task: TaskKind.Classes, Classes.Count: 1 })
            problems.Add(
                new Problem(
                    train.Name,
                    $"the one class '{train.Classes[0]}'",
                    "at least two classes",
                    train.Shape.Columns is null
                        ? "Lay the images in one folder for each class."
                        : "Name another column by 'label': this one says the same in every row."
                )
            );
        problems.AddRange(new[] { train, test }.SelectMany(Constant));
        if (Limit < 1)
            problems.Add(new Problem("dataset.limit", FormattableString.Invariant($"{Limit}"), "a number ≥ 1"));
        if (train.Shape != test.Shape)
            problems.Add(new Problem(test.Name, $"{test.Shape.Noun} of {test.Shape}", $"{train.Shape}, as in the training split"));
        if (train.Task != test.Task)
            problems.Add(
                new Problem(
                    test.Name,
                    Spelling.Word(test.Task.ToString()),
                    $"{Spelling.Word(train.Task.ToString())}, as in the training split"
                )
            );
        if (!train.Classes.SequenceEqual(test.Classes))
            problems.Add(
                new Problem(
                    test.Name,
                    Noun.Counted(test.Classes.Count, "class"),
                    $"the {train.Classes.Count} classes of the training split"
                )
            );
        InputException.ThrowIfAny(problems);
    }
}
