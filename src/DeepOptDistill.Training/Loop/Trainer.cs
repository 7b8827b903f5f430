using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Checkpoints;
using DeepOptDistill.Training.Initialization;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// Trains one network through its stages. Interrupted and run again, it goes on from its checkpoint to the same weights, bit for bit.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="data">What it learns from.</param>
/// <param name="plan">How it learns.</param>
/// <param name="watch">What watches it, and where it saves itself.</param>
/// <param name="peers">Networks of its kind that learn beside it, and from which it learns where a stage has a <see cref="Mutual"/> term;
/// none where left out.</param>
public sealed class Trainer(Network network, TrainingData data, TrainingPlan plan, TrainingWatch watch, IReadOnlyList<Peer>? peers = null)
{
    private readonly int stepsPerEpoch = data.Train.Count / plan.Batch;
    private readonly bool mixes = data.Augmentations is [.., MixingAugmentation];
    private readonly Checkpoint checkpoint = new(watch.CheckpointPath, plan.Identity, watch.Warn);
    private readonly EpochEnd end = new(data, plan);
    private readonly IReadOnlyList<Peer> peers = peers ?? [];

    /// <summary>The peers' epochs, in the order of the peers, once the training is done.</summary>
    public IReadOnlyList<IReadOnlyList<EpochRecord>> PeerEpochs { get; private set; } = [];

    /// <summary>Trains to the end of the last stage.</summary>
    /// <returns>One record per epoch, those of an earlier, interrupted run included.</returns>
    /// <exception cref="RunFailedException">A loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint holds every step done.</exception>
    public IReadOnlyList<EpochRecord> Run(CancellationToken cancel = default)
    {
        InputException.ThrowIfAny([.. BatchRules.Of(network.Layers, plan.Batch, $"training of '{network.Spec.Name}'")]);
        var position = checkpoint.Read(network, peers);
        var resumed = position.Step > 0;
        while (position.Stage < plan.Stages.Count)
        {
            position = RunStage(position, resumed, cancel);
            resumed = false;
        }
        PeerEpochs = [.. position.Peers.Select(course => course.Epochs)];
        return position.Epochs;
    }

    private Position RunStage(Position position, bool resumed, CancellationToken cancel)
    {
        var stage = plan.Stages[position.Stage];
        var length = stage.Start(stepsPerEpoch);
        var steps = length.Steps;
        using var work = new StageWork(network, stage, data.Features?.Tensors ?? [], Seed.Derive("stage").Derive(stage.Name), length);
        using var company = new PeerWork(peers, stage, data.Features?.Tensors ?? [], length);
        if (resumed)
            checkpoint.Restore(work, company.Works);
        var before = plan.Stages.Take(position.Stage).Sum(s => (long)s.Epochs) * stepsPerEpoch;
        var content = BatchContent.Of(stage.Loss, work.Hints, before, length);
        using var scales = Scales.Of(data, content);
        using var share = new EngineShare(work.Hints.Count > 0 ? data.Features!.Threads : 0);
        using var feed = new BatchFeed(data, network.Spec.Input, plan, stage.Sampling, content, before + position.Step, before + steps);
        var prober = watch.Probe is null || !work.HasLogits ? null : new Prober(watch.Probe, network, data.Validation);
        var tally = position.Tally;
        var pace = new SavingPace(watch.Clock, watch.CheckpointEvery);
        if (position is { Stage: 0, Step: 0 })
            foreach (var untrained in Networks.Where(LayerSequential.WantedBy))
                Prepared(stage.Sampling, 0, 1, batches => LayerSequential.Scale(untrained, batches.First()));
        IReadOnlyList<double> losses = LossesOf(position, stage);
        Train();
        for (var step = position.Step; step < steps; step++)
        {
            var began = watch.Clock.GetTimestamp();
            watch.Times?.Begin(watch.Clock);
            var clock = length with { Step = step, Losses = losses };
            var rate = stage.Schedule.At(clock, stage.Optimizer.Rate);
            var batch = feed.Next();
            watch.Times?.Lap(StepPhase.Wait);
            var input = batch.Input(mixes, data.Train.Labelled < data.Train.Count, scales) with { Clock = clock };
            var loss = Step(work, company, batch, input, rate, before + step, position with { Tally = tally });
            feed.Return(batch);
            if (stage.Snapshots && stage.Schedule.EndsCycle(clock))
                Snapshot.Write(network, watch.CheckpointPath, position.Epochs.Count + 1);
            watch.Times?.Lap(StepPhase.Rest);
            var seconds = watch.Clock.GetElapsedTime(began).TotalSeconds;
            tally.Seconds += seconds;
            prober?.After(before + step + 1, loss, seconds);

            position = position with { Step = step + 1, Tally = tally };
            var epochEnds = (step + 1) % stepsPerEpoch == 0;
            if (epochEnds)
            {
                position = position with
                {
                    Epochs = [.. position.Epochs, end.Of(network, work, tally, position.Epochs.Count + 1, rate, clock)],
                    Peers = company.Close(position.Peers, end, rate, clock),
                    Tally = tally = new Tally(),
                };
                losses = LossesOf(position, stage);
                IReadOnlyList<EpochRecord> own = [.. position.Epochs.Where(e => e.Stage == stage.Name)];
                company.Remember(own);
                if (work.Best is not null && work.Best.After(own))
                    steps = step + 1;
                if (step + 1 < steps)
                    Train();
            }
            Report(position, stage, length.Steps);
            if (step + 1 < steps && (cancel.IsCancellationRequested || pace.IsDue(epochEnds)))
            {
                Divergence.Check(Networks, stage.Name, before + step);
                var now = position;
                pace.Save(() => checkpoint.Write(network, peers, [work, .. company.Works], now));
            }
            if (epochEnds)
                watch.Epoch?.Invoke(position.Epochs);
            if (step + 1 < steps)
                cancel.ThrowIfCancellationRequested();
        }
        if (steps < length.Steps)
            Report(position, stage, steps);
        foreach (var (trained, one) in Networks.Zip([work, .. company.Works]))
        {
            one.Best?.Apply();
            Settle(trained, one, stage.Sampling, isLast: position.Stage + 1 == plan.Stages.Count);
        }
        Divergence.Check(Networks, stage.Name, before + steps - 1);
        position = position with { Stage = position.Stage + 1, Step = 0 };
        checkpoint.Write(network, peers, [], position);
        cancel.ThrowIfCancellationRequested();
        return position;
    }

    /// <summary>
    /// Ends a stage: an average becomes the weights, and statistics that are out of date or taken from the population are measured.
    /// </summary>
    private void Settle(Network trained, StageWork work, Sampling sampling, bool isLast)
    {
        var averaged = work.Optimizer.Finish();
        if (averaged || (isLast && PopulationStatistics.WantedBy(trained)))
            Prepared(sampling, 0, stepsPerEpoch, batches => PopulationStatistics.Estimate(trained, batches, work.Layers));
    }

    private void Train()
    {
        foreach (var one in Networks)
            one.Train();
    }

    private IEnumerable<Network> Networks => peers.Select(peer => peer.Network).Prepend(network);

    private Seed Seed => new((ulong)plan.Seed);

    // Batches outside the steps, from the first epoch: whatever ran before, the same weights give the same result.
    private void Prepared(Sampling sampling, long first, long count, Action<IEnumerable<Tensor>> use)
    {
        using var feed = new BatchFeed(data, network.Spec.Input, plan, sampling, BatchContent.Images, first, first + count);
        use(Pixels());
        IEnumerable<Tensor> Pixels()
        {
            for (var i = 0; i < count; i++)
            {
                var batch = feed.Next();
                yield return batch.Pixels;
                feed.Return(batch);
            }
        }
    }

    private static IReadOnlyList<double> LossesOf(Position position, Stage stage) =>
        [.. position.Epochs.Where(e => e.Stage == stage.Name).Select(e => e.ValidationLoss ?? e.ValidationHint ?? e.Loss)];

    private float Step(StageWork work, PeerWork company, Batch batch, LossInput input, double rate, long number, Position position)
    {
        using var scope = NewDisposeScope();
        var tally = position.Tally;
        input = company.Answer(batch.Pixels, input, number);
        Dropouts.Draw(network, plan.Seed, number);
        if (tally.Steps == 0)
            tally.GradientShares = TermGradients.Shares(work, network, batch, input);
        watch.Times?.Lap(StepPhase.Shares);
        var seen = work.Forward(batch.Pixels, input);
        var (objective, terms) = work.Objective(seen);
        var loss = Divergence.Check(objective.item<float>(), work.Stage, number, rate, terms);
        watch.Times?.Lap(StepPhase.Forward);
        work.Optimizer.Backward(objective);
        if (tally.Steps == 0)
            tally.Unmoved = TermGradients.Unmoved(work);
        watch.Times?.Lap(StepPhase.Backward);
        work.Optimizer.Step(rate);
        watch.Times?.Lap(StepPhase.Optimizer);
        // Freed now and not before the next backward pass, or they would lie between the activations of two steps and fragment the heap.
        foreach (var (_, parameter) in work.Learned)
            parameter.grad = null;
        tally.Add(loss, terms);
        if (work.HasLogits && data.Train.Task == TaskKind.Classes)
            tally.Count(
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(seen.Logits.detach().contiguous().bytes),
                batch.Labels
            );
        company.Learn(seen, rate, number, batch.Labels, position.Peers);
        return loss;
    }

    /// <summary>Tells how far the training is. Of a stage that stopped early no more counts than was done.</summary>
    private void Report(Position position, Stage stage, long steps)
    {
        var earlier = position.Epochs.Count(epoch => epoch.Stage != stage.Name) * (long)stepsPerEpoch;
        var total = earlier + steps + (plan.Stages.Skip(position.Stage + 1).Sum(s => (long)s.Epochs) * stepsPerEpoch);
        var name = plan.Stages.Count > 1 ? $"{stage.Name}, " : "";
        watch.Progress?.Report(
            new Progress(
                watch.Task,
                (earlier + position.Step) * plan.Batch,
                total * plan.Batch,
                data.Train.Shape.Noun,
                $"{name}{PlaceOf(position, stage, steps, total / stepsPerEpoch)}{Latest(position)}"
            )
        );
    }

    private string PlaceOf(Position position, Stage stage, long steps, long epochs) =>
        steps < (long)stage.Epochs * stepsPerEpoch
            ? $"stopped early after epoch {position.Epochs.Count}"
            : $"epoch {Math.Min(position.Epochs.Count + 1, epochs)}/{epochs}";

    private static string Latest(Position position)
    {
        if (position.Epochs.Count == 0)
            return "";
        var last = position.Epochs[^1];
        var validated = last switch
        {
            { ValidationQuality: { } quality } => string.Create(CultureInfo.InvariantCulture, $", validation {100 * quality:0.00} %"),
            { ValidationHint: { } hint } => string.Create(CultureInfo.InvariantCulture, $", validation {hint:0.0000}"),
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $", loss {last.Loss:0.0000}{validated}");
    }
}
