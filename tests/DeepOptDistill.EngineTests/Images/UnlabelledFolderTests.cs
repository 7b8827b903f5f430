using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.EngineTests.Distillation;
using DeepOptDistill.Images;

namespace DeepOptDistill.EngineTests.Images;

/// <summary>Images without labels in a folder: all under it are decoded as labelled ones are, and what is left out is named.</summary>
public sealed class UnlabelledFolderTests : IDisposable
{
    private static readonly string Files = Repository.In("tests", "DeepOptDistill.EngineTests", "Images", "Files");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ImagesAreDecodedAsLabelledOnesAre()
    {
        var labelled = new ImageFolder
        {
            Train = Files,
            Test = Files,
            Size = [6, 8],
            Validation = 0,
        }
            .Load(Data)
            .Train;
        var all = Extend(labelled, Files);
        Assert.Equal((2 * labelled.Count, labelled.Count), (all.Count, all.Labelled));
        Assert.Equal(labelled.Images(0, labelled.Count).ToArray(), all.Images(labelled.Count, labelled.Count).ToArray());
    }

    [Fact]
    public void FoldersWithinAreReadAndOthersNamed()
    {
        Directory.CreateDirectory(folder.In("more", "2024", "may"));
        Directory.CreateDirectory(folder.In("more", ".thumbs"));
        foreach (var place in new[] { "a.jpg", Path.Combine("2024", "may", "b.jpg"), Path.Combine(".thumbs", "c.jpg") })
            File.Copy(Path.Combine(Files, "cat", "photo.jpg"), folder.In("more", place));
        File.WriteAllText(folder.In("more", "2024", "scan.tif"), "");
        var warnings = new List<string>();
        var recipe = new Distiller(Tiny.Place(folder)).Check(
            Tiny.Write(folder),
            overrides: [$"unlabelled.folder={folder.In("more")}", "teachers=[{name: fashion-cnn-a}]"],
            warn: warnings.Add
        );
        Assert.Equal(2, recipe.Transfer.Count - recipe.Transfer.Labelled);
        Assert.Contains(
            warnings,
            warning => warning.EndsWith("1 file is left out, as it is no PNG, JPEG, WebP, BMP or GIF: 1 .tif.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void ImagesThatAreTestImagesAreCounted()
    {
        var data = new ImageFolder
        {
            Train = Files,
            Test = Files,
            Size = [6, 8],
            Validation = 0,
        }.Load(Data);
        Assert.Equal(data.Test.Count, DeepOptDistill.Data.Samples.SampleCopies.Of(data, Extend(data.Train, Files)).Unlabelled);
    }

    [Fact]
    public void FoldersWithoutImagesAreRefused()
    {
        Directory.CreateDirectory(folder.In("empty"));
        Directory.CreateDirectory(folder.In("texts"));
        File.WriteAllText(folder.In("texts", "a.txt"), "");
        var labelled = new ImageFolder
        {
            Train = Files,
            Test = Files,
            Size = [6, 8],
            Validation = 0,
        }
            .Load(Data)
            .Train;
        Assert.Contains("an empty folder", Refusal(labelled, folder.In("empty")), StringComparison.Ordinal);
        Assert.Contains("no image that can be decoded (1 .txt)", Refusal(labelled, folder.In("texts")), StringComparison.Ordinal);
        Assert.Contains("no such folder; expected a folder of images", Refusal(labelled, folder.In("nowhere")), StringComparison.Ordinal);
        var letters = new DeepOptDistill.Data.Readers.Letters().Load(Data).Train;
        Assert.Contains(
            "'folder'; expected a data set of images in bytes; this one holds rows of 16 numbers",
            Refusal(letters, Files),
            StringComparison.Ordinal
        );
    }

    private DataFolder Data => new(folder.In("data"));

    private string Refusal(SampleSet labelled, string path) => Assert.Throws<InputException>(() => Extend(labelled, path)).Message;

    private SampleSet Extend(SampleSet labelled, string path) =>
        new UnlabelledSpec { Folder = path }.Extend(
            labelled,
            Data,
            new Seed(1),
            "unlabelled",
            new UnlabelledReading { Folder = (at, shape) => UnlabelledFolder.Read(at, shape, Fit.Crop, Data) }
        );
}
