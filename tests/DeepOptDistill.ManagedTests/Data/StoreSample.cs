using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>A small store: 25 samples × 2 views × 3 classes in parts of 10 rows, each logit a function of its place.</summary>
internal static class StoreSample
{
    public const int Count = 25,
        Views = 2,
        Classes = 3,
        PartRows = 10;

    public static readonly StoreKey Key = new("data", "teacher", new Seed(5), "pad-and-crop(pad=2)");

    public static TargetStore Open(TemporaryFolder folder, int views = Views) =>
        TargetStore.Open(folder.Path, Key, Count, views, Classes, PartRows);

    public static string FolderOf(TemporaryFolder folder) => folder[Key.Hash];

    public static float Logit(int view, int sample, int label) =>
        label == 2 && sample == 4 ? float.NegativeInfinity : view * 1000 + sample + label / 8f;

    public static float[] Part(PartRange range) =>
        [
            .. from row in Enumerable.Range(0, range.Rows)
            from label in Enumerable.Range(0, Classes)
            select Logit(range.View, range.First + row, label),
        ];

    public static void WriteMissing(TargetStore store)
    {
        foreach (var range in store.Missing)
            store.WritePart(range, Part(range));
    }

    /// <summary>Creates a complete store and returns its folder.</summary>
    public static string Complete(TemporaryFolder folder)
    {
        using var store = Open(folder);
        WriteMissing(store);
        return store.Folder;
    }

    public static void AssertAllRows(TargetStore store)
    {
        Assert.True(store.Complete);
        for (var view = 0; view < store.Views; view++)
        for (var sample = 0; sample < Count; sample++)
            Assert.Equal(Enumerable.Range(0, Classes).Select(label => Logit(view, sample, label)), store.Row(view, sample).ToArray());
    }
}
