using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Splits;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class DatasetSpecTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IdxDataset spec = new()
    {
        TrainImages = "train-images",
        TrainLabels = "train-labels",
        TestImages = "test-images",
        TestLabels = "test-labels",
    };

    public DatasetSpecTests() => PublishedSample.WriteTo(folder, plain: true);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheFamilyHasItsMembers() =>
        Assert.Equal(
            ["fashion-mnist", "fashion-mnist-small", "idx", "letters", "mnist", "npy", "table"],
            new Catalog(typeof(DatasetSpec).Assembly).Members(typeof(DatasetSpec)).Select(kind => kind.Name)
        );

    [Fact]
    public void DefaultsArePinned()
    {
        Assert.Equal(((double?)0.1, SplitKind.Stratified, (int?)null, 1L), (spec.Validation.Share, spec.Split, spec.Limit, spec.Seed));
        Assert.Equal(
            "idx(limit=,seed=1,split=stratified,test_images=test-images,test_labels=test-labels,"
                + "train_images=train-images,train_labels=train-labels,validation=0.1)",
            (spec with { Classes = [] }).Description.Replace("classes=[],", "", StringComparison.Ordinal)
        );
        Assert.Equal("fashion-mnist", new FashionMnist().Name);
    }

    /// <summary>A balanced choice from classes of nine to one says so; one that leaves the shares alone says nothing.</summary>
    [Fact]
    public void ALimitThatMovesTheSharesOfClassesIsNoted()
    {
        string[] rows = [.. Enumerable.Range(0, 200).Select(i => $"{i},{(i % 10 == 0 ? "rare" : "usual")}")];
        File.WriteAllText(Path.Combine(folder.Path, "shares.csv"), "x,label\n" + string.Join('\n', rows) + "\n");
        var table = new TableDataset
        {
            Train = "shares.csv",
            Label = "label",
            Validation = 0,
            TestShare = 0.5,
            Limit = 20,
        };
        var note = Assert.Single(table.Load(new DataFolder(folder.Path), new Seed(1)).Notes);
        Assert.StartsWith(
            "'limit' kept 20 of 100 training rows, as many of each class as far as they reach: 'rare' is 50.0 % of what was learned "
                + "from and 10.0 % of what it was taken from.",
            note,
            StringComparison.Ordinal
        );
        Assert.Empty((table with { Limit = null }).Load(new DataFolder(folder.Path), new Seed(1)).Notes);
    }

    [Theory]
    [InlineData(SplitKind.Stratified)]
    [InlineData(SplitKind.Tail)]
    public void PartsAreDisjointAndComplete(SplitKind split)
    {
        var (all, data) = (Loaded(spec with { Validation = 0 }), Loaded(spec with { Validation = 0.25, Split = split }));
        Assert.Equal((30, 10, 20), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal(Rows(all.Train).Order(), Rows(data.Train).Concat(Rows(data.Validation)).Order());
        Assert.Equal(0, all.Validation.Count);
    }

    [Fact]
    public void TailIsTheEndOfTheTrainingSplit()
    {
        var (all, data) = (Loaded(spec with { Validation = 0 }), Loaded(spec with { Validation = 7, Split = SplitKind.Tail }));
        Assert.Equal(Rows(all.Train)[^7..], Rows(data.Validation));
        Assert.Equal(Rows(all.Train)[..^7], Rows(data.Train));
    }

    [Fact]
    public void TheSameSeedGivesTheSamePartsAndTheHashTells()
    {
        Assert.Equal(Loaded(spec).Hash, Loaded(spec).Hash);
        Assert.NotEqual(Loaded(spec).Hash, Loaded(spec, 8).Hash);
        Assert.Equal(Loaded(spec).Test.Hash, Loaded(spec, 8).Test.Hash);
    }

    [Fact]
    public void LimitIsBalancedAndLeavesValidationAlone()
    {
        var (all, data) = (Loaded(spec), Loaded(spec with { Limit = 9 }));
        Assert.Equal([3, 3, 3], data.Train.Labels.GroupBy(label => label).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Equal(all.Validation.Hash, data.Validation.Hash);
        Assert.Empty(Rows(data.Train).Except(Rows(all.Train)));
        Assert.Equal(all.Train.Hash, Loaded(spec with { Limit = 36 }).Train.Hash);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1.5)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void ValidationThatLeavesNothingToLearnFromIsRefused(double validation) =>
        Assert.Equal(
            "dataset.validation",
            Assert.Throws<InputException>(() => Loaded(spec with { Validation = validation })).Problems.Single().Where
        );

    [Fact]
    public void AllMissingFilesAreNamedAtOnce() =>
        Assert.Equal(
            ["no", "none"],
            Assert.Throws<InputException>(() => Loaded(spec with { TrainImages = "no", TestLabels = "none" })).Problems.Select(p => p.Where)
        );

    [Fact]
    public void TrainingAndTestImagesOfDifferentShapeAreRefused()
    {
        folder.Write("test-images", Samples.Idx(Samples.Bytes(20 * 72, 3), 20, 8, 9));
        Assert.Equal("images of 1×8×9", Assert.Throws<InputException>(() => Loaded(spec)).Problems.Single().Found);
    }

    [Fact]
    public void ClassesAreNumberedUpToTheLargestLabelOfBothParts()
    {
        folder.Write("test-labels", Samples.Idx([.. Enumerable.Range(0, 20).Select(i => (byte)(i % 5))], 20));
        Assert.Equal(["0", "1", "2", "3", "4"], Loaded(spec).Classes);
        Assert.Equal(["a", "b", "c", "d", "e"], Loaded(spec with { Classes = ["a", "b", "c", "d", "e"] }).Test.Classes);
    }

    [Fact]
    public void TheContentHashSeesPixelsLabelsShapeAndClasses()
    {
        SampleSet[] sets =
        [
            new("a", new(1, 2, 3), [1, 2, 3, 4, 5, 6], [0], ["x"]),
            new("a", new(1, 3, 2), [1, 2, 3, 4, 5, 6], [0], ["x"]),
            new("a", new(1, 2, 3), [1, 2, 3, 4, 5, 7], [0], ["x"]),
            new("a", new(1, 2, 3), [1, 2, 3, 4, 5, 6], [1], ["x", "y"]),
            new("a", new(1, 2, 3), [1, 2, 3, 4, 5, 6], [0], ["x", "y"]),
        ];
        Assert.Equal(sets.Length, sets.Select(set => set.Hash).Distinct().Count());
        Assert.Equal(sets[0].Hash, new SampleSet("b", new(1, 2, 3), [1, 2, 3, 4, 5, 6], [0], ["x"]).Hash);
    }

    [Fact]
    public void PixelsThatDoNotFillTheImagesAreRefused() =>
        Assert.Throws<InputException>(() => new SampleSet("a", new SampleShape(1, 2, 2), new byte[7], new int[2], ["x"]));

    private Dataset Loaded(DatasetSpec which, ulong seed = 7) => which.Load(new DataFolder(folder.Path), new Seed(seed));

    private static string[] Rows(SampleSet set) =>
        [.. Enumerable.Range(0, set.Count).Select(i => Convert.ToHexString(set.Image(i)) + set.Labels[i])];
}
