using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Images;

namespace DeepOptDistill.EngineTests.Images;

/// <summary>Image files of every kind, decoded and brought to a size as Pillow does (scripts/reference/image_files.py); what is no image is named.</summary>
public sealed class ImageFolderTests
{
    private static readonly string Files = Repository.In("tests", "DeepOptDistill.EngineTests", "Images", "Files");
    private static readonly string[] Names = ["cat/colour.png", "cat/palette.png", "cat/photo.jpg", "dog/alpha.png", "dog/grey.png", "dog/inner/lossless.webp", "dog/lossy.webp"];
    private static readonly JsonElement Answers = JsonDocument.Parse(File.ReadAllText(Path.Combine(Files, "..", "answers.json"))).RootElement;

    [Theory]
    [InlineData("crop", 12, 12, Fit.Crop, false)]
    [InlineData("squash", 10, 26, Fit.Squash, false)]
    [InlineData("grey", 16, 16, Fit.Crop, true)]
    public void PixelsArePillows(string form, int height, int width, Fit fit, bool grey)
    {
        using var folder = new TemporaryFolder();
        var set = Load(folder, new ImageFolder { Train = Files, Test = Files, Size = [height, width], Fit = fit, Grey = grey, Validation = 0 }).Train;
        Assert.Equal((new SampleShape(grey ? 1 : 3, height, width), 7), (set.Shape, set.Count));
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([0, 0, 0, 1, 1, 1, 1], set.Labels);
        for (var i = 0; i < Names.Length; i++)
        {
            byte[] expected = [.. Answers.GetProperty(Names[i]).GetProperty(form).EnumerateArray().Select(v => v.GetByte())];
            // Decoders of lossy files round in their own ways.
            var tolerance = Names[i].Contains("photo", StringComparison.Ordinal) || Names[i].Contains("lossy", StringComparison.Ordinal) ? 4 : 1;
            Assert.True(expected.Zip(set.Image(i).ToArray(), (a, b) => Math.Abs(a - b)).Max() <= tolerance, Names[i]);
        }
    }

    [Fact]
    public void WhatWasDecodedIsReadAgainUntilAFileChanges()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        var spec = new ImageFolder { Train = folder.In("images"), Test = folder.In("images"), Size = [12, 12], Validation = 0 };
        var (once, told) = (Load(folder, spec), new List<Progress>());
        var again = spec.Load(Data(folder), new Seed(1), new Told(told));
        Assert.Equal(once.Hash, again.Hash);
        Assert.Empty(told);
        File.Copy(folder.In("images", "dog", "lossy.webp"), folder.In("images", "cat", "another.webp"));
        Assert.Equal(8, spec.Load(Data(folder), new Seed(1), new Told(told)).Train.Count);
        Assert.NotEmpty(told);
    }

    [Fact]
    public void DecodedSetsAreBounded()
    {
        using var folder = new TemporaryFolder();
        var files = new DecodedFiles(folder.In("decoded"), limit: 250);
        foreach (var name in new[] { "a", "b", "c" })
        {
            files.Write(new string(name[0], 64), new byte[100]);
            File.SetLastAccessTimeUtc(folder.In("decoded", new string(name[0], 32) + ".pixels"), new DateTime(2026, 1, 1 + name[0] - 'a', 0, 0, 0, DateTimeKind.Utc));
        }
        files.Write(new string('d', 64), new byte[100]);
        Assert.Null(files.Read(new string('a', 64), 100));
        Assert.NotNull(files.Read(new string('d', 64), 100));
        Assert.Null(files.Read(new string('d', 64), 99));
    }

    [Fact]
    public void FilesThatAreNoImagesAreAllNamed()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        File.WriteAllText(folder.In("images", "cat", "text.png"), "no image");
        File.WriteAllBytes(folder.In("images", "dog", "torn.jpg"), File.ReadAllBytes(Path.Combine(Files, "cat", "photo.jpg"))[..900]);
        File.WriteAllText(folder.In("images", "dog", "notes.txt"), "left out");
        var error = Assert.Throws<InputException>(() => Load(folder, new ImageFolder { Train = folder.In("images"), Size = [8, 8] }));
        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("text.png: found no image that can be decoded; expected a PNG, JPEG or WebP image", error.Message, StringComparison.Ordinal);
        Assert.Contains("torn.jpg: found a damaged image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldersThatAreNoClassesAreRefused()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        string Message(ImageFolder spec) => Assert.Throws<InputException>(() => Load(folder, spec)).Message;
        Assert.Contains("no such folder", Message(new ImageFolder { Train = folder.In("nowhere"), Size = [8, 8] }), StringComparison.Ordinal);
        Assert.Contains("no folder with images; expected at least two folders", Message(new ImageFolder { Train = folder.In("images", "dog", "inner"), Size = [8, 8] }), StringComparison.Ordinal);
        Directory.Move(folder.In("images", "dog"), folder.In("images", "dogs"));
        Assert.Contains("classes dogs; expected those of", Message(new ImageFolder { Train = Files, Test = folder.In("images"), Size = [8, 8] }), StringComparison.Ordinal);
        Assert.Contains("dataset.size", Message(new ImageFolder { Train = Files, Size = [0, 8] }), StringComparison.Ordinal);
    }

    [Fact]
    public void AShareIsPutAsideForTheTest()
    {
        using var folder = new TemporaryFolder();
        var data = Load(folder, new ImageFolder { Train = Files, TestShare = 0.4, Size = [8, 8], Validation = 0 });
        Assert.Equal((4, 3), (data.Train.Count, data.Test.Count));
    }

    private static DataFolder Data(TemporaryFolder folder) => new(folder.In("data"));

    private static Dataset Load(TemporaryFolder folder, ImageFolder spec) => spec.Load(Data(folder), new Seed(1));

    private static void Copy(TemporaryFolder folder)
    {
        foreach (var name in Names)
        {
            var target = folder.In(["images", .. name.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Files, name), target);
        }
    }

    private sealed class Told(List<Progress> told) : IProgress<Progress>
    {
        public void Report(Progress value) => told.Add(value);
    }
}
