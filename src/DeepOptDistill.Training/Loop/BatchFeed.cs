using System.Threading.Channels;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// Prepares batches ahead of the step that needs them: draws, augments, standardizes, reads and mixes targets, reads hints
/// (or asks the teacher for them) on another thread.
/// What a batch holds is a pure function of its number, so a feed can start anywhere.
/// </summary>
internal sealed class BatchFeed : IDisposable
{
    private const int Ahead = 4;
    private readonly Channel<Batch> free = Channel.CreateBounded<Batch>(Ahead);
    private readonly Channel<Batch> ready = Channel.CreateBounded<Batch>(Ahead);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Batch> batches = [];
    private readonly TrainingData data;
    private readonly BatchContent content;
    private readonly IFeatureSource? features;
    private readonly PixelTable table;
    private readonly Seed order;
    private readonly Sampling sampling;
    private readonly int size;
    private readonly int stepsPerEpoch;
    private readonly Task producer;

    /// <param name="data">What to draw from.</param>
    /// <param name="input">The network's standardization.</param>
    /// <param name="plan">Seed and batch size.</param>
    /// <param name="sampling">Which samples an epoch visits.</param>
    /// <param name="content">What batches hold besides images and labels.</param>
    /// <param name="first">Number of the first batch, counted over all stages.</param>
    /// <param name="last">Number behind the last batch.</param>
    public BatchFeed(TrainingData data, InputSpec input, TrainingPlan plan, Sampling sampling, BatchContent content, long first, long last)
    {
        this.sampling = sampling;
        this.data = data;
        this.content = content;
        features = content.Hints.Count == 0 ? null : data.Features!.Open([.. content.Hints.Select(hint => hint.Tap)]);
        table = new PixelTable(input);
        order = new Seed((ulong)plan.Seed);
        size = plan.Batch;
        stepsPerEpoch = data.Train.Count / size;
        for (var i = 0; i < Ahead; i++)
        {
            batches.Add(new Batch(size, data.Train.Shape, data.Train.Classes.Count, content, data.Train.Task));
            free.Writer.TryWrite(batches[^1]);
        }
        producer = Task.Run(() => Produce(first, last));
    }

    /// <summary>The next batch, in order. Give it back when the step is done.</summary>
    public Batch Next()
    {
        if (ready.Reader.TryRead(out var batch))
            return batch;
        try
        {
            return ready.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException e) when (e.InnerException is { } cause)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Gives a batch back to be filled again.</summary>
    public void Return(Batch batch) => free.Writer.TryWrite(batch);

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        producer.GetAwaiter().GetResult();
        foreach (var batch in batches)
            batch.Dispose();
        features?.Dispose();
        stop.Dispose();
    }

    private async Task Produce(long first, long last)
    {
        try
        {
            var (epoch, permutation) = (-1, Array.Empty<int>());
            for (var number = first; number < last; number++)
            {
                var batch = await free.Reader.ReadAsync(stop.Token).ConfigureAwait(false);
                if ((int)(number / stepsPerEpoch) != epoch)
                    permutation = OrderOf(epoch = (int)(number / stepsPerEpoch));
                Fill(batch, permutation.AsSpan((int)(number % stepsPerEpoch) * size, size), data.ViewOf(epoch), number);
                await ready.Writer.WriteAsync(batch, stop.Token).ConfigureAwait(false);
            }
            ready.Writer.Complete();
        }
        catch (OperationCanceledException)
        {
            ready.Writer.Complete();
        }
        catch (Exception e)
        {
            // Whoever waits for the next batch gets the cause.
            ready.Writer.Complete(e);
        }
    }

    private int[] OrderOf(int epoch) =>
        sampling == Sampling.Balanced ? BalancedOrder.Of(data.Train.Labels, order, epoch) : BatchOrder.Of(data.Train.Count, order, epoch);

    private void Fill(Batch batch, ReadOnlySpan<int> samples, int view, long number)
    {
        var shape = data.Train.Shape;
        var pixels = batch.PixelMemory;
        var labels = batch.LabelMemory;
        var partners = batch.PartnerMemory;
        var shares = batch.ShareMemory;
        var image = new byte[shape.Bytes];
        for (var i = 0; i < samples.Length; i++)
        {
            var mixture = Views.Render(data.Train, samples[i], view, data.ViewSeed, data.Augmentations, image);
            table.Write(image, shape, pixels.Slice(i * shape.Size, shape.Size));
            labels[i] = LabelOf(samples[i]);
            partners[i] = LabelOf(mixture.Partner);
            shares[i] = (float)mixture.Share;
            batch.Labels[i] = (int)Math.Max(-1, mixture.Share >= 0.5 ? labels[i] : partners[i]);
        }
        if (data.Train.Truths is { } truths)
            for (var i = 0; i < samples.Length; i++)
                truths.Row(samples[i]).CopyTo(batch.TruthMemory[(i * truths.Width)..]);
        foreach (var course in content.Courses)
            FillTargets(batch.TargetMemory(course.Key), samples, view, course, number);
        if (content.HasTeacherLogits)
            FillLogits(batch.TeacherLogitMemory, samples, view);
        features?.Read(view, samples, batch.HintMemory);
    }

    // What libtorch's cross-entropy takes for no label.
    private long LabelOf(int sample) => data.Train.Labels[sample] is var label and not SampleSet.NoLabel ? label : -100;

    private void FillLogits(Span<float> logits, ReadOnlySpan<int> samples, int view)
    {
        var classes = data.Train.Classes.Count;
        for (var i = 0; i < samples.Length; i++)
            data.Targets!.MeanLogits(view, samples[i], logits.Slice(i * classes, classes));
    }

    private void FillTargets(Span<float> target, ReadOnlySpan<int> samples, int view, TargetCourse course, long number)
    {
        var classes = data.Train.Classes.Count;
        var source = data.Targets!.Of(course.Key.Teacher);
        var scratch = new float[source.Stores.Count * classes];
        var temperature = course.At(number);
        for (var i = 0; i < samples.Length; i++)
            source.Mix(view, samples[i], temperature, scratch, target.Slice(i * classes, classes), number);
    }
}
