using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Checkpoints;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Initialization;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>Trains one network through its stages. Interrupted and run again, it goes on from its checkpoint to the same weights, bit for bit.</summary>
public sealed class Trainer(Network network, TrainingData data, TrainingPlan plan, TrainingWatch watch)
{
    private readonly int stepsPerEpoch = data.Train.Count / plan.Batch;
    private readonly bool mixes = data.Augmentations is [.., MixingAugmentation];
    private readonly Checkpoint checkpoint = new(watch.CheckpointPath, plan.Identity);

    /// <summary>Trains to the end of the last stage.</summary>
    /// <returns>One record per epoch, those of an earlier, interrupted run included.</returns>
    /// <exception cref="RunFailedException">A loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint holds every step done.</exception>
    public IReadOnlyList<EpochRecord> Run(CancellationToken cancel = default)
    {
        var position = checkpoint.Read(network);
        var resumed = position.Step > 0;
        while (position.Stage < plan.Stages.Count)
        {
            position = RunStage(position, resumed, cancel);
            resumed = false;
        }
        return position.Epochs;
    }

    private Position RunStage(Position position, bool resumed, CancellationToken cancel)
    {
        var stage = plan.Stages[position.Stage];
        var steps = (long)stage.Epochs * stepsPerEpoch;
        var length = new ScheduleClock(0, steps, stepsPerEpoch);
        using var work = new StageWork(network, stage, data.Features?.Tensors ?? [], Seed.Derive("stage").Derive(stage.Name), length);
        if (resumed) checkpoint.Restore(work);
        var before = plan.Stages.Take(position.Stage).Sum(s => (long)s.Epochs) * stepsPerEpoch;
        var content = BatchContent.Of(stage.Loss, work.Hints, before, length);
        using var spread = content.HasTeacherLogits ? tensor(data.Targets!.LogitDeviations()).unsqueeze(0).DetachFromDisposeScope() : null;
        using var share = new EngineShare(work.Hints.Count > 0 ? data.Features!.Threads : 0);
        using var feed = new BatchFeed(data, network.Spec.Input, plan, content, before + position.Step, before + steps);
        var prober = watch.Probe is null || !work.HasLogits ? null : new Prober(watch.Probe, network, data.Validation);
        var tally = position.Tally;
        var saved = watch.Clock.GetTimestamp();
        if (position is { Stage: 0, Step: 0 } && LayerSequential.WantedBy(network)) Prepared(0, 1, batches => LayerSequential.Scale(network, batches.First()));
        IReadOnlyList<double> losses = LossesOf(position, stage);
        network.Train();
        for (var step = position.Step; step < steps; step++)
        {
            var began = watch.Clock.GetTimestamp();
            watch.Times?.Begin(watch.Clock);
            var clock = length with { Step = step, Losses = losses };
            var rate = stage.Schedule.At(clock, stage.Optimizer.Rate);
            var batch = feed.Next();
            watch.Times?.Lap(StepPhase.Wait);
            var input = batch.Input(mixes, data.Train.Labelled < data.Train.Count, spread) with { Clock = clock };
            if (tally.Steps == 0) tally.GradientShares = TermGradients.Shares(work, network, batch, input, () => Reseed(before + step));
            watch.Times?.Lap(StepPhase.Shares);
            var loss = Step(work, batch, input, rate, before + step, tally);
            feed.Return(batch);
            if (stage.Snapshots && stage.Schedule.EndsCycle(clock)) Snapshot.Write(network, watch.CheckpointPath, position.Epochs.Count + 1);
            watch.Times?.Lap(StepPhase.Rest);
            var seconds = watch.Clock.GetElapsedTime(began).TotalSeconds;
            tally.Seconds += seconds;
            prober?.After(before + step + 1, loss, seconds);

            position = position with { Step = step + 1, Tally = tally };
            var epochEnds = (step + 1) % stepsPerEpoch == 0;
            if (epochEnds)
            {
                position = position with { Epochs = [.. position.Epochs, CloseEpoch(position, work, tally, rate, clock)], Tally = tally = new Tally() };
                losses = LossesOf(position, stage);
                if (work.Best is not null && work.Best.After([.. position.Epochs.Where(e => e.Stage == stage.Name)])) steps = step + 1;
                if (step + 1 < steps) network.Train();
            }
            Report(position, stage, before + step + 1);
            if (step + 1 < steps && (cancel.IsCancellationRequested || epochEnds || watch.Clock.GetElapsedTime(saved) >= watch.CheckpointEvery))
            {
                checkpoint.Write(network, work, position);
                saved = watch.Clock.GetTimestamp();
            }
            if (epochEnds) watch.Epoch?.Invoke(position.Epochs);
            if (step + 1 < steps) cancel.ThrowIfCancellationRequested();
        }
        work.Best?.Apply();
        Settle(work, isLast: position.Stage + 1 == plan.Stages.Count);
        position = position with { Stage = position.Stage + 1, Step = 0 };
        checkpoint.Write(network, null, position);
        cancel.ThrowIfCancellationRequested();
        return position;
    }

    /// <summary>Ends a stage: an average becomes the weights, and statistics that are out of date or taken from the population are measured.</summary>
    private void Settle(StageWork work, bool isLast)
    {
        var averaged = work.Optimizer.Finish();
        if (averaged || (isLast && PopulationStatistics.WantedBy(network))) Prepared(0, stepsPerEpoch, batches => PopulationStatistics.Estimate(network, batches, work.Layers));
    }

    private Seed Seed => new((ulong)plan.Seed);

    // Batches outside the steps, from the first epoch: whatever ran before, the same weights give the same result.
    private void Prepared(long first, long count, Action<IEnumerable<Tensor>> use)
    {
        using var feed = new BatchFeed(data, network.Spec.Input, plan, BatchContent.Images, first, first + count);
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

    private float Step(StageWork work, Batch batch, LossInput input, double rate, long number, Tally tally)
    {
        using var scope = NewDisposeScope();
        Reseed(number);
        var seen = work.Forward(batch.Pixels, input);
        var (objective, terms) = work.Objective(seen);
        var loss = objective.item<float>();
        if (!float.IsFinite(loss)) throw NotFinite(work.Stage, number, rate, terms);
        watch.Times?.Lap(StepPhase.Forward);
        work.Optimizer.Backward(objective);
        if (tally.Steps == 0) tally.Unmoved = TermGradients.Unmoved(work);
        watch.Times?.Lap(StepPhase.Backward);
        work.Optimizer.Step(rate);
        watch.Times?.Lap(StepPhase.Optimizer);
        // Freed now and not before the next backward pass, or they would lie between the activations of two steps and fragment the heap.
        foreach (var (_, parameter) in work.Learned) parameter.grad = null;
        tally.Add(loss, terms);
        if (work.HasLogits) tally.Count(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(seen.Logits.detach().contiguous().bytes), batch.Labels);
        return loss;
    }

    // Dropout draws from libtorch's global stream: reseeded by step, a mask depends on the step and not on what ran before.
    private void Reseed(long step) => manual_seed((long)(Seed.Derive("dropout").Derive(step).Value >> 1));

    private EpochRecord CloseEpoch(Position position, StageWork work, Tally tally, double rate, ScheduleClock clock)
    {
        var watched = data.Validation.Count > 0;
        var validation = watched && work.HasLogits ? Score.Of(Predictor.Logits(network, data.Validation, data.Validation.Count), data.Validation.Labels) : null;
        return new EpochRecord
        {
            Role = plan.Role,
            Seed = plan.Seed,
            Stage = work.Stage.Name,
            Epoch = position.Epochs.Count + 1,
            Loss = tally.Loss / tally.Steps,
            Terms = tally.Terms.ToDictionary(t => t.Key, t => t.Value / tally.Steps),
            GradientShares = tally.GradientShares,
            WithoutGradient = tally.Unmoved.Count > 0 ? tally.Unmoved : null,
            TrainAccuracy = work.HasLogits && tally.Samples > 0 ? (double)tally.Correct / tally.Samples : null,
            ValidationLoss = validation?.NegativeLogLikelihood,
            ValidationAccuracy = validation?.Accuracy,
            ValidationHint = watched && !work.HasLogits && data.ValidationFeatures is { } features ? HintScore.Of(network, work, data.Validation, features, plan.Batch, clock) : null,
            Rate = rate,
            Seconds = Math.Round(tally.Seconds, 3),
        };
    }

    private void Report(Position position, Stage stage, long done)
    {
        var epochs = plan.Stages.Sum(s => s.Epochs);
        var last = position.Epochs.Count > 0 ? position.Epochs[^1] : null;
        var note = string.Create(CultureInfo.InvariantCulture, $"{stage.Name}, epoch {Math.Min(position.Epochs.Count + 1, epochs)}/{epochs}")
            + (last is null ? "" : string.Create(CultureInfo.InvariantCulture, $", loss {last.Loss:0.0000}"))
            + (last?.ValidationHint is { } hint ? string.Create(CultureInfo.InvariantCulture, $", validation {hint:0.0000}") : "")
            + (last?.ValidationAccuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $", validation {100 * accuracy:0.00} %") : "");
        watch.Progress?.Report(new Progress(watch.Task, done * plan.Batch, (long)epochs * stepsPerEpoch * plan.Batch, data.Train.Shape.Noun, note));
    }

    private static RunFailedException NotFinite(Stage stage, long number, double rate, IReadOnlyList<(string Name, double Value)> terms) => new(new Problem(
        $"stage '{stage.Name}', step {number}",
        $"a loss that is not finite ({string.Join(", ", terms.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Name} {t.Value}")))}) at rate {rate.ToString("0.######", CultureInfo.InvariantCulture)}",
        "finite values",
        "Lower the rate, lengthen the warm-up, or add batch norm; the last checkpoint is from before this step."));
}
