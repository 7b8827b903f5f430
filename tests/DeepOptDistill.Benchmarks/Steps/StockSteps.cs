using System.Diagnostics;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>
/// The training step as anybody would write it in TorchSharp: plain NCHW tensors, TorchSharp's SGD, the same loss. Batches and targets
/// are ready before the clock starts, which spares this side the feed.
/// </summary>
internal sealed class StockSteps : IDisposable
{
    private const int Batches = 8;
    private const int WarmUp = 15;
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly SGD optimizer;
    private readonly List<(Tensor Pixels, Tensor Labels, Tensor? Targets)> batches;

    public StockSteps(StudentSpec student, TrainingData data)
    {
        network = StockNetwork.Of(student);
        var options = Job.Optimizer;
        optimizer = optim.SGD(network.parameters(), options.Rate, options.Momentum, 0, options.WeightDecay, options.Nesterov);
        batches = [.. Enumerable.Range(0, Batches).Select(i => Ready(student.Input, data, i * Job.Batch))];
    }

    public double ImagesPerSecond(TimeSpan time)
    {
        network.train();
        for (var i = 0; i < WarmUp; i++)
            Step(batches[i % Batches]);
        var began = Stopwatch.GetTimestamp();
        var steps = 0;
        while (Stopwatch.GetElapsedTime(began) < time)
            Step(batches[steps++ % Batches]);
        return steps * Job.Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var (pixels, labels, targets) in batches)
        {
            pixels.Dispose();
            labels.Dispose();
            targets?.Dispose();
        }
        optimizer.Dispose();
        network.Dispose();
    }

    private void Step((Tensor Pixels, Tensor Labels, Tensor? Targets) batch)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var logits = network.call(batch.Pixels);
        var loss = batch.Targets is { } targets
            ? Distilled(logits, batch.Labels, targets)
            : nn.functional.cross_entropy(logits, batch.Labels);
        loss.backward();
        optimizer.step();
        if (!float.IsFinite(loss.item<float>()))
            throw new InvalidOperationException("The stock step diverged; its time means nothing.");
    }

    private static Tensor Distilled(Tensor logits, Tensor labels, Tensor targets)
    {
        var soft = nn.functional.kl_div(nn.functional.log_softmax(logits / Job.Temperature, 1), targets, reduction: nn.Reduction.Sum);
        var hard = nn.functional.cross_entropy(logits, labels);
        return soft * (Job.SoftWeight * Job.Temperature * Job.Temperature / Job.Batch) + hard * Job.HardWeight;
    }

    private static (Tensor, Tensor, Tensor?) Ready(InputSpec input, TrainingData data, int first)
    {
        var (shape, classes) = (data.Train.Shape, data.Train.Classes.Count);
        var pixels = new float[Job.Batch * shape.Size];
        var targets = new float[Job.Batch * classes];
        var scratch = new float[(data.Targets?.Stores.Count ?? 0) * classes];
        for (var i = 0; i < Job.Batch; i++)
        {
            var image = data.Train.Image(first + i);
            for (var p = 0; p < shape.Size; p++)
                pixels[(i * shape.Size) + p] = (float)(
                    ((image[p] / 255.0) - input.MeanOf(p / (shape.Height * shape.Width)))
                    / input.DeviationOf(p / (shape.Height * shape.Width))
                );
            data.Targets?.Mix(0, first + i, Job.Temperature, scratch, targets.AsSpan(i * classes, classes));
        }
        var labels = Enumerable.Range(first, Job.Batch).Select(i => (long)data.Train.Labels[i]).ToArray();
        return (
            tensor(pixels, Job.Batch, shape.Channels, shape.Height, shape.Width),
            tensor(labels),
            data.Targets is null ? null : tensor(targets, Job.Batch, classes)
        );
    }
}
