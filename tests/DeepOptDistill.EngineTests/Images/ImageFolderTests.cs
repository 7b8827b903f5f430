using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Images;

namespace DeepOptDistill.EngineTests.Images;

/// <summary>
/// Image files of every kind, decoded and brought to a size as Pillow does (scripts/reference/image_files.py); what is no image is named.
/// </summary>
public sealed class ImageFolderTests
{
    private static readonly string Files = Repository.In("tests", "DeepOptDistill.EngineTests", "Images", "Files");
    private static readonly string[] Names =
    [
        "cat/colour.png",
        "cat/palette.png",
        "cat/photo.jpg",
        "dog/alpha.png",
        "dog/grey.png",
        "dog/inner/lossless.webp",
        "dog/lossy.webp",
    ];
    private static readonly JsonElement Answers = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Files, "..", "answers.json")))
        .RootElement;

    [Theory]
    [InlineData("crop", 12, 12, Fit.Crop, false)]
    [InlineData("squash", 10, 26, Fit.Squash, false)]
    [InlineData("grey", 16, 16, Fit.Crop, true)]
    public void PixelsArePillows(string form, int height, int width, Fit fit, bool grey)
    {
        using var folder = new TemporaryFolder();
        var set = Load(
            folder,
            new ImageFolder
            {
                Train = Files,
                Test = Files,
                Size = [height, width],
                Fit = fit,
                Grey = grey,
                Validation = 0,
            }
        ).Train;
        Assert.Equal((new SampleShape(grey ? 1 : 3, height, width), 7), (set.Shape, set.Count));
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([0, 0, 0, 1, 1, 1, 1], set.Labels);
        for (var i = 0; i < Names.Length; i++)
        {
            byte[] expected = [.. Answers.GetProperty(Names[i]).GetProperty(form).EnumerateArray().Select(v => v.GetByte())];
            // Decoders of lossy files round in their own ways.
            var tolerance =
                Names[i].Contains("photo", StringComparison.Ordinal) || Names[i].Contains("lossy", StringComparison.Ordinal) ? 4 : 1;
            Assert.True(expected.Zip(set.Image(i).ToArray(), (a, b) => Math.Abs(a - b)).Max() <= tolerance, Names[i]);
        }
    }

    [Fact]
    public void WhatWasDecodedIsReadAgainUntilAFileChanges()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        var spec = new ImageFolder
        {
            Train = folder.In("images"),
            Test = folder.In("images"),
            Size = [12, 12],
            Validation = 0,
        };
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
            File.SetLastAccessTimeUtc(
                folder.In("decoded", new string(name[0], 32) + ".pixels"),
                new DateTime(2026, 1, 1 + name[0] - 'a', 0, 0, 0, DateTimeKind.Utc)
            );
        }
        files.Write(new string('d', 64), new byte[100]);
        Assert.True(File.Exists(PathOf('a')), "what was written here is in use here");
        var later = new DecodedFiles(folder.In("decoded"), limit: 250);
        later.Write(new string('e', 64), new byte[100]);
        Assert.False(File.Exists(PathOf('a')));
        Assert.NotNull(later.Read(new string('d', 64), 10, 10, SampleFile.Large));
        Assert.Null(later.Read(new string('d', 64), 9, 11, SampleFile.Large));

        string PathOf(char name) => folder.In("decoded", new string(name, 32) + ".pixels");
    }

    [Fact]
    public void ASetTooLargeForMemoryIsDecodedIntoItsFile()
    {
        using var folder = new TemporaryFolder();
        var (shape, folders) = (new SampleShape(3, 200, 200), ClassFolders.Of(Files));
        var held = new Decoding(shape, Fit.Crop, new DecodedFiles(folder.In("held")), null, default).Of(
            "cats and dogs",
            folders,
            folders.Names
        );
        Assert.IsType<HeldBytes<byte>>(held.Bytes);
        var told = new List<Progress>();
        foreach (var round in new[] { "decoded", "read again" })
        {
            told.Clear();
            var mapped = new Decoding(shape, Fit.Crop, new DecodedFiles(folder.In("mapped")), new Told(told), default, large: 1000).Of(
                "cats and dogs",
                folders,
                folders.Names
            );
            Assert.IsNotType<HeldBytes<byte>>(mapped.Bytes, exactMatch: false);
            Assert.Equal(held.Hash, mapped.Hash);
            Assert.Equal(round == "decoded", told.Count > 0);
        }
    }

    [Fact]
    public void OfALargeSetToAllThatAreNoImagesAreNamedAndNothingIsKept()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        File.WriteAllText(folder.In("images", "cat", "text.png"), "no image");
        File.WriteAllText(folder.In("images", "dog", "words.webp"), "no image");
        var folders = ClassFolders.Of(folder.In("images"));
        var decoding = new Decoding(
            new SampleShape(3, 200, 200),
            Fit.Crop,
            new DecodedFiles(folder.In("decoded")),
            null,
            default,
            large: 1000
        );
        Assert.Equal(2, Assert.Throws<InputException>(() => decoding.Of("cats and dogs", folders, folders.Names)).Problems.Count);
        Assert.Empty(Directory.GetFiles(folder.In("decoded")));
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
        Assert.Contains(
            "text.png: found no image that can be decoded; expected an image: PNG, JPEG, WebP, BMP or GIF",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("torn.jpg: found a damaged image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldersThatAreNoClassesAreRefused()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        string Message(ImageFolder spec) => Assert.Throws<InputException>(() => Load(folder, spec)).Message;
        Assert.Contains(
            "no such folder",
            Message(new ImageFolder { Train = folder.In("nowhere"), Size = [8, 8] }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no folder in it; expected at least two folders",
            Message(new ImageFolder { Train = folder.In("images", "dog", "inner"), Size = [8, 8] }),
            StringComparison.Ordinal
        );
        Directory.Move(folder.In("images", "dog"), folder.In("images", "dogs"));
        Assert.Contains(
            "classes dogs; expected those of",
            Message(
                new ImageFolder
                {
                    Train = Files,
                    Test = folder.In("images"),
                    Size = [8, 8],
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains("dataset.size", Message(new ImageFolder { Train = Files, Size = [0, 8] }), StringComparison.Ordinal);
    }

    [Fact]
    public void AShareIsPutAsideForTheTest()
    {
        using var folder = new TemporaryFolder();
        var data = Load(
            folder,
            new ImageFolder
            {
                Train = Files,
                TestShare = 0.4,
                Size = [8, 8],
                Validation = 0,
            }
        );
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
