using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class TargetStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ANewStoreMissesEveryPartInOrder()
    {
        using var store = StoreSample.Open(folder);
        PartRange[] wanted = [new(0, 0, 10), new(0, 10, 10), new(0, 20, 5), new(1, 0, 10), new(1, 10, 10), new(1, 20, 5)];
        Assert.Equal(wanted, store.Missing);
        Assert.Empty(store.Warnings);
        Assert.False(store.Complete);
    }

    [Fact]
    public void WhatWasWrittenIsReadAtOnceAndAfterOpeningAgain()
    {
        using (var store = StoreSample.Open(folder))
        {
            StoreSample.WriteMissing(store);
            StoreSample.AssertAllRows(store);
        }
        using var again = StoreSample.Open(folder);
        StoreSample.AssertAllRows(again);
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public void PartsMayBeWrittenInAnyOrderAndFromManyThreads()
    {
        using (var store = StoreSample.Open(folder))
        {
            Parallel.ForEach(store.Missing.Reverse(), range => store.WritePart(range, StoreSample.Part(range)));
            StoreSample.AssertAllRows(store);
        }
        var listed = Manifest()
            .GetProperty("parts")
            .EnumerateArray()
            .Select(part => (part.GetProperty("view").GetInt32(), part.GetProperty("first").GetInt32()))
            .ToList();
        Assert.Equal(6, listed.Count);
        Assert.Equal(listed.Order(), listed);
        using var again = StoreSample.Open(folder);
        StoreSample.AssertAllRows(again);
    }

    [Fact]
    public void RowsAreReadByManyThreads()
    {
        using var store = StoreSample.Open(folder);
        StoreSample.WriteMissing(store);
        Parallel.For(0, 20_000, i => Assert.Equal(StoreSample.Logit(i % 2, i % 25, 1), store.Row(i % 2, i % 25)[1]));
    }

    [Fact]
    public void TheManifestSaysWhatTheAnswersAreAnswersTo()
    {
        StoreSample.Complete(folder);
        var manifest = Manifest();
        Assert.Equal("deepopt.targets/2", manifest.GetProperty("schema").GetString());
        Assert.Equal(StoreSample.Key.Hash, manifest.GetProperty("key").GetString());
        Assert.Equal(
            ("data", "teacher", 5UL, "pad-and-crop(pad=2)"),
            (
                manifest.GetProperty("data").GetString(),
                manifest.GetProperty("teacher").GetString(),
                manifest.GetProperty("view_seed").GetUInt64(),
                manifest.GetProperty("augmentations").GetString()
            )
        );
        Assert.Equal(
            (25, 2, 3, 10),
            (
                manifest.GetProperty("samples").GetInt32(),
                manifest.GetProperty("views").GetInt32(),
                manifest.GetProperty("columns").GetInt32(),
                manifest.GetProperty("part_rows").GetInt32()
            )
        );
        var part = manifest.GetProperty("parts")[4];
        Assert.Equal("view-0001-from-00000010.npy", part.GetProperty("file").GetString());
        Assert.Equal(
            ContentHash.OfFile(Path.Combine(StoreSample.FolderOf(folder), "view-0001-from-00000010.npy")),
            part.GetProperty("sha256").GetString()
        );
    }

    [Fact]
    public void EveryIngredientOfTheKeyChangesIt()
    {
        StoreKey key = StoreSample.Key;
        StoreKey[] keys =
        [
            key,
            key with
            {
                DataHash = "x",
            },
            key with
            {
                TeacherKey = "x",
            },
            key with
            {
                ViewSeed = new Seed(6),
            },
            key with
            {
                Augmentations = "x",
            },
        ];
        Assert.Equal(keys.Length, keys.Select(k => k.Hash).Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", key.Hash);
    }

    [Fact]
    public async Task ASecondOpenerThatIsPatientWaitsForTheFirst()
    {
        var told = new List<string>();
        Task<TargetStore> second;
        using (var first = StoreSample.Open(folder))
        {
            second = Task.Run(() =>
                TargetStore.Open(
                    folder.Path,
                    StoreSample.Key,
                    StoreSample.Count,
                    StoreSample.Views,
                    StoreSample.Classes,
                    StoreSample.PartRows,
                    wait: new StoreWait(told.Add, CancellationToken.None)
                )
            );
            while (told.Count == 0)
                await Task.Delay(10);
            Assert.False(second.IsCompleted);
            StoreSample.WriteMissing(first);
        }
        using var opened = await second;
        StoreSample.AssertAllRows(opened);
        Assert.Contains(
            FormattableString.Invariant($": process {Environment.ProcessId} on {Environment.MachineName} holds this target store"),
            Assert.Single(told),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void WaitingCanBeCancelled()
    {
        using var first = StoreSample.Open(folder);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            TargetStore.Open(
                folder.Path,
                StoreSample.Key,
                StoreSample.Count,
                StoreSample.Views,
                StoreSample.Classes,
                StoreSample.PartRows,
                wait: new StoreWait(_ => cancel.Cancel(), cancel.Token)
            )
        );
    }

    [Fact]
    public void ASecondOpenerIsRefusedUntilTheFirstIsDone()
    {
        using (StoreSample.Open(folder))
        {
            var problem = Assert.Throws<InputException>(() => StoreSample.Open(folder)).Problems.Single();
            Assert.Equal(StoreSample.FolderOf(folder), problem.Where);
            Assert.Matches("^a target store that process [0-9]+ on .+ uses$", problem.Found);
        }
        StoreSample.Open(folder).Dispose();
    }

    [Fact]
    public void ASharedCompleteStoreIsReadByTwo()
    {
        using var first = StoreSample.Open(folder);
        Assert.Throws<InvalidOperationException>(first.Share);
        StoreSample.WriteMissing(first);
        first.Share();
        using var second = StoreSample.Open(folder);
        Assert.True(second.Complete);
        Assert.Equal(first.Row(0, 0).ToArray(), second.Row(0, 0).ToArray());
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsRefused()
    {
        var file = folder.Write("file", [1]);
        Assert.Equal(
            Path.Combine(file, StoreSample.Key.Hash),
            Assert.Throws<InputException>(() => TargetStore.Open(file, StoreSample.Key, 1, 1, 1)).Problems.Single().Where
        );
    }

    [Fact]
    public void ADiskThatRefusesIsAFailedRunAndLeavesTheStoreSound()
    {
        using (var store = StoreSample.Open(folder))
        {
            store.WritePart(new(0, 0, 10), StoreSample.Part(new(0, 0, 10)));
            Directory.CreateDirectory(Path.Combine(store.Folder, new PartRange(0, 10, 10).FileName, "in the way"));
            var problem = Assert
                .Throws<RunFailedException>(() => store.WritePart(new(0, 10, 10), StoreSample.Part(new(0, 10, 10))))
                .Problem;
            Assert.EndsWith("view-0000-from-00000010.npy", problem.Where, StringComparison.Ordinal);
            Assert.Equal(5, store.Missing.Count);
            Directory.Delete(Path.Combine(store.Folder, new PartRange(0, 10, 10).FileName), recursive: true);
            StoreSample.WriteMissing(store);
            Assert.Empty(Directory.EnumerateFiles(store.Folder, "*.tmp"));
        }
        using var again = StoreSample.Open(folder);
        StoreSample.AssertAllRows(again);
    }

    [Fact]
    public void MoreViewsKeepWhatIsThereAndFewerLoseNothing()
    {
        StoreSample.Complete(folder);
        using (var more = StoreSample.Open(folder, views: 4))
        {
            Assert.Equal([2, 2, 2, 3, 3, 3], more.Missing.Select(range => range.View));
            StoreSample.WriteMissing(more);
        }
        using (var fewer = StoreSample.Open(folder, views: 1))
            StoreSample.AssertAllRows(fewer);
        using var all = StoreSample.Open(folder, views: 4);
        StoreSample.AssertAllRows(all);
        Assert.Empty(all.Warnings);
    }

    [Fact]
    public void AnExistingStoreKeepsItsPartLength()
    {
        StoreSample.Complete(folder);
        using var store = TargetStore.Open(folder.Path, StoreSample.Key, StoreSample.Count, StoreSample.Views, StoreSample.Classes);
        StoreSample.AssertAllRows(store);
    }

    [Fact]
    public void WrongUseIsRefused()
    {
        using var store = StoreSample.Open(folder);
        Assert.Throws<InvalidOperationException>(() => store.Row(0, 0).Length);
        Assert.Throws<ArgumentException>(() => store.WritePart(new(0, 5, 10), new float[30]));
        Assert.Throws<ArgumentException>(() => store.WritePart(new(2, 0, 10), new float[30]));
        Assert.Throws<ArgumentException>(() => store.WritePart(new(0, 0, 10), new float[29]));
        store.WritePart(new(0, 0, 10), new float[30]);
        Assert.Throws<InvalidOperationException>(() => store.WritePart(new(0, 0, 10), new float[30]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Row(-1, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Row(2, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Row(0, 25).Length);
        store.Dispose();
        Assert.Throws<InvalidOperationException>(() => store.Row(0, 0).Length);
    }

    private JsonElement Manifest() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(StoreSample.FolderOf(folder), "manifest.json"))).RootElement;
}
