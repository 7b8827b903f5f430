using System.Collections.Concurrent;
using CsCheck;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Parts of a store, answered by several hands: each row once and in its place, whatever fails.</summary>
public class PartFillingTests
{
    private const int Columns = 3;

    [Fact]
    public void EveryPartIsWrittenOnceWithItsOwnRows() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[1, 40], Gen.Int[1, 50], Gen.Int[1, 5])
            .Sample(
                (count, rows, block, hands) =>
                {
                    var parts = Parts(count, rows);
                    var written = Fill(parts, block, [.. Enumerable.Repeat<PartFilling.Hand>(Answer, hands)]);
                    return written.Keys.Order(Comparer<PartRange>.Create(Before)).SequenceEqual(parts)
                        && written.All(w => w.Value.SequenceEqual(Expected(w.Key)));
                },
                iter: 200,
                seed: "0000KOa3ZrA3",
                threads: 1
            );

    [Fact]
    public void OneHandCrossesTheEndOfAPartWhileAnotherIsBusy()
    {
        using var other = new ManualResetEventSlim();
        var first = 0;
        var written = Fill(
            Parts(3, 10),
            10,
            [
                .. Enumerable.Repeat<PartFilling.Hand>(
                    (block, rows) =>
                    {
                        // The first block waits until a later part was answered; it would wait for ever if parts were barriers.
                        if (Interlocked.Increment(ref first) == 1)
                            Assert.True(other.Wait(TimeSpan.FromSeconds(20)));
                        else
                            other.Set();
                        Answer(block, rows);
                    },
                    2
                ),
            ]
        );
        Assert.Equal(6, written.Count);
    }

    [Fact]
    public void AnErrorOfAHandStopsAllAndIsTold()
    {
        var written = new ConcurrentDictionary<PartRange, float[]>();
        var error = Assert.Throws<InvalidDataException>(() =>
            Fill(
                Parts(1000, 4),
                2,
                [
                    .. Enumerable.Repeat<PartFilling.Hand>(
                        (block, rows) =>
                        {
                            if (block.First >= 40)
                                throw new InvalidDataException("broken");
                            Answer(block, rows);
                        },
                        3
                    ),
                ],
                written
            )
        );
        Assert.Equal("broken", error.Message);
        Assert.All(written, w => Assert.Equal(Expected(w.Key), w.Value));
        Assert.All(written, w => Assert.True(w.Key.First < 40));
    }

    [Fact]
    public void AnErrorOfTheDiskStopsAllAndIsTold()
    {
        var filling = new PartFilling(Columns, 2, (part, _) => throw new IOException($"full at {part.First}"));
        Assert.Equal("full at 0", Assert.Throws<IOException>(() => filling.Run(Parts(1000, 4), [Answer], CancellationToken.None)).Message);
    }

    [Fact]
    public void WhatIsWholeWhenItIsStoppedIsKept()
    {
        using var cancel = new CancellationTokenSource();
        var written = new ConcurrentDictionary<PartRange, float[]>();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Fill(
                Parts(1000, 4),
                2,
                [
                    (block, rows) =>
                    {
                        // The part 40 to 43 becomes whole some time after the call to stop.
                        if (block.First == 42)
                        {
                            cancel.Cancel();
                            Thread.Sleep(100);
                        }
                        Answer(block, rows);
                    },
                ],
                written,
                cancel.Token
            )
        );
        Assert.Equal(11, written.Count);
        Assert.All(written, w => Assert.Equal(Expected(w.Key), w.Value));
    }

    private static void Answer(PartRange block, Memory<float> rows) => Expected(block).CopyTo(rows);

    private static float[] Expected(PartRange range) =>
        [.. Enumerable.Range(0, range.Rows * Columns).Select(i => (range.View * 10_000) + (range.First * Columns) + i)];

    private static int Before(PartRange a, PartRange b) => (a.View, a.First).CompareTo((b.View, b.First));

    /// <summary>Parts of two views; the last of each is smaller.</summary>
    private static PartRange[] Parts(int count, int rows) =>
        [
            .. from view in Enumerable.Range(0, 2)
            from part in Enumerable.Range(0, count)
            select new PartRange(view, part * rows, part == count - 1 ? Math.Max(1, rows / 2) : rows),
        ];

    private static ConcurrentDictionary<PartRange, float[]> Fill(
        PartRange[] parts,
        int block,
        IReadOnlyList<PartFilling.Hand> hands,
        ConcurrentDictionary<PartRange, float[]>? written = null,
        CancellationToken cancel = default
    )
    {
        written ??= new();
        new PartFilling(Columns, block, (part, rows) => Assert.True(written.TryAdd(part, rows.ToArray()))).Run(parts, hands, cancel);
        return written;
    }
}
