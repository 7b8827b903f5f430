using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Numbers that are handed to tensors live through the native call, whatever is collected meanwhile (src/Native/PatchTorchSharp.cs). With the TorchSharp of the
/// package a hundred thousand operations under such a load fail about fifty times, or crash.
/// </summary>
public sealed class ScalarLifetimeTests
{
    [Fact]
    public async Task Numbers_outlive_the_call_that_takes_them()
    {
        using var stop = new CancellationTokenSource();
        var garbage = Task.Run(() => { while (!stop.IsCancellationRequested) GC.KeepAlive(new byte[2000]); });
        var wrong = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(Work)));
        await stop.CancelAsync();
        await garbage;
        Assert.Equal(0, wrong.Sum());
    }

    /// <summary>Results that are not what the numbers say.</summary>
    private static int Work()
    {
        using var ones = torch.ones(8);
        var wrong = 0;
        for (var i = 0; i < 6000; i++)
        {
            using var scope = NewDisposeScope();
            var half = ones / 2.0;
            var mixed = ((1 - half) * 0.5) + half;
            if (mixed.clamp(min: 0.5).sum().item<float>() != 6) wrong++;
        }
        return wrong;
    }
}
