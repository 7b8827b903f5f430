using DeepOptDistill.Data.Munge;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>Every key that somebody may write is described, by the words of its own definition.</summary>
public class KeyListTests
{
    public static TheoryData<Type> Documents => [typeof(Recipe), typeof(Stage), typeof(StudentSpec), typeof(TeacherSpec), typeof(Munging)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryKeyOfADocumentIsDescribed(Type document) => Described(document);

    [Fact]
    public void EveryKeyOfEveryKindIsDescribed() =>
        Assert.All(Kinds.All.Families.Values.SelectMany(Kinds.All.Members), kind => Described(kind.Type));

    [Fact]
    public void KeysOfInnerRecordsAreListedByTheirPath()
    {
        var keys = SpecOption.All(typeof(Recipe), Kinds.All).ToDictionary(option => option.Key);
        Assert.Equal("Samples in a batch", keys["batch"].Summary);
        Assert.Equal("128", keys["batch"].Default);
        Assert.True(keys["dataset"].Required);
        Assert.Equal("one of mixing", keys["ensemble.mix"].Expected);
        Assert.StartsWith("a list of losses", keys["stages[].loss"].Expected, StringComparison.Ordinal);
        Assert.Contains("'calibrate'", keys["ensemble.temperatures"].Summary, StringComparison.Ordinal);
        Assert.Contains("unlabelled.munge.copies", keys.Keys);
    }

    [Theory]
    [InlineData("recipe", "stages[].epochs")]
    [InlineData("munge", "copies")]
    public void TheyAreListedByTheVerb(string name, string key)
    {
        using var folder = new TemporaryFolder();
        var (code, output, errors) = DeepOpt.Run(folder.Path, "list", name);
        Assert.True(code == 0, errors);
        Assert.Contains(key, output, StringComparison.Ordinal);
    }

    /// <summary>A key alone is looked up wherever it is taken, and one with a slip finds the nearest.</summary>
    [Fact]
    public void AKeyIsFoundWhereverItIsTaken()
    {
        using var folder = new TemporaryFolder();
        var (_, output, _) = DeepOpt.Run(folder.Path, "list", "epochs");
        Assert.All(["stages[].epochs", "warm-up"], text => Assert.Contains(text, output, StringComparison.Ordinal));
        var (code, _, errors) = DeepOpt.Run(folder.Path, "list", "featurs");
        Assert.Equal(2, code);
        Assert.Contains("Did you mean 'features'?", errors, StringComparison.Ordinal);
    }

    private static void Described(Type type) =>
        Assert.All(
            SpecOption.All(type, Kinds.All),
            option =>
            {
                Assert.True(option.Summary.Contains(' ', StringComparison.Ordinal), $"{type.Name}.{option.Key}: '{option.Summary}'");
                Assert.False(string.IsNullOrWhiteSpace(option.Expected), option.Key);
            }
        );
}
