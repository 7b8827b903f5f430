using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Checkpoints;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Initialization;
using DeepOptDistill.Training.Schedules;
using DeepOptDistill.Training.Stopping;
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
        using var optimizer = stage.Start(network.Parameters, steps, stepsPerEpoch);
        using var best = stage.Stop is null ? null : new BestWeights(stage.Stop, network.State);
        if (resumed) checkpoint.Restore(optimizer, best);
        network.DifferentiateTwice(stage.Optimizer.NeedsCurvature);
        var before = plan.Stages.Take(position.Stage).Sum(s => (long)s.Epochs) * stepsPerEpoch;
        using var feed = new BatchFeed(data, network.Spec.Input, plan, TargetCourse.Of(stage.Loss, before, new ScheduleClock(0, steps, stepsPerEpoch)), before + position.Step, before + steps);
        var prober = watch.Probe is null ? null : new Prober(watch.Probe, network, data.Validation);
        var tally = position.Tally;
        var saved = watch.Clock.GetTimestamp();
        if (position is { Stage: 0, Step: 0 } && LayerSequential.WantedBy(network)) Prepared(0, 1, batches => LayerSequential.Scale(network, batches.First()));
        IReadOnlyList<double> losses = LossesOf(position, stage);
        network.Train();
        for (var step = position.Step; step < steps; step++)
        {
            var began = watch.Clock.GetTimestamp();
            watch.Times?.Begin(watch.Clock);
            var clock = new ScheduleClock(step, stage.Epochs * (long)stepsPerEpoch, stepsPerEpoch) { Losses = losses };
            var rate = stage.Schedule.At(clock, stage.Optimizer.Rate);
            var batch = feed.Next();
            watch.Times?.Lap(StepPhase.Wait);
            var loss = Step(stage, optimizer, batch, rate, before + step, clock, tally);
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
                position = position with { Epochs = [.. position.Epochs, CloseEpoch(position, stage, tally, rate)], Tally = tally = new Tally() };
                losses = LossesOf(position, stage);
                if (best is not null && best.After([.. position.Epochs.Where(e => e.Stage == stage.Name)])) steps = step + 1;
                if (step + 1 < steps) network.Train();
            }
            Report(position, stage, before + step + 1);
            if (step + 1 < steps && (cancel.IsCancellationRequested || epochEnds || watch.Clock.GetElapsedTime(saved) >= watch.CheckpointEvery))
            {
                checkpoint.Write(network, optimizer, best, position);
                saved = watch.Clock.GetTimestamp();
            }
            if (epochEnds) watch.Epoch?.Invoke(position.Epochs);
            if (step + 1 < steps) cancel.ThrowIfCancellationRequested();
        }
        best?.Apply();
        var averaged = optimizer.Finish();
        if (averaged || (position.Stage + 1 == plan.Stages.Count && PopulationStatistics.WantedBy(network))) Prepared(0, stepsPerEpoch, batches => PopulationStatistics.Estimate(network, batches));
        position = position with { Stage = position.Stage + 1, Step = 0 };
        checkpoint.Write(network, null, null, position);
        cancel.ThrowIfCancellationRequested();
        return position;
    }

    // Batches outside the steps, from the first epoch: whatever ran before, the same weights give the same result.
    private void Prepared(long first, long count, Action<IEnumerable<Tensor>> use)
    {
        using var feed = new BatchFeed(data, network.Spec.Input, plan, [], first, first + count);
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
        [.. position.Epochs.Where(e => e.Stage == stage.Name).Select(e => e.ValidationLoss ?? e.Loss)];

    private float Step(Stage stage, OptimizerState optimizer, Batch batch, double rate, long number, ScheduleClock clock, Tally tally)
    {
        using var scope = NewDisposeScope();
        // Dropout draws from libtorch's global stream: reseeded by step, a mask depends on the step and not on what ran before.
        manual_seed((long)(new Seed((ulong)plan.Seed).Derive("dropout").Derive(number).Value >> 1));
        var logits = network.Logits(batch.Pixels);
        var (objective, terms) = Objective.Of(stage.Loss, new Losses.LossInput(logits, batch.LabelTensor, batch.SoftTargets) { Clock = clock, Mixed = mixes ? (batch.PartnerTensor, batch.ShareTensor) : null });
        var loss = objective.item<float>();
        if (!float.IsFinite(loss)) throw NotFinite(stage, number, rate, terms);
        watch.Times?.Lap(StepPhase.Forward);
        optimizer.Backward(objective);
        watch.Times?.Lap(StepPhase.Backward);
        optimizer.Step(rate);
        watch.Times?.Lap(StepPhase.Optimizer);
        // Freed now and not before the next backward pass, or they would lie between the activations of two steps and fragment the heap.
        foreach (var (_, parameter) in network.Parameters) parameter.grad = null;
        tally.Add(loss, terms);
        tally.Count(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(logits.detach().contiguous().bytes), batch.Labels);
        return loss;
    }

    private EpochRecord CloseEpoch(Position position, Stage stage, Tally tally, double rate)
    {
        var validation = data.Validation.Count == 0 ? null : Score.Of(Predictor.Logits(network, data.Validation, data.Validation.Count), data.Validation.Labels);
        return new EpochRecord
        {
            Role = plan.Role,
            Seed = plan.Seed,
            Stage = stage.Name,
            Epoch = position.Epochs.Count + 1,
            Loss = tally.Loss / tally.Steps,
            Terms = tally.Terms.ToDictionary(t => t.Key, t => t.Value / tally.Steps),
            TrainAccuracy = (double)tally.Correct / tally.Samples,
            ValidationLoss = validation?.NegativeLogLikelihood,
            ValidationAccuracy = validation?.Accuracy,
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
            + (last?.ValidationAccuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $", validation {100 * accuracy:0.00} %") : "");
        watch.Progress?.Report(new Progress(watch.Task, done * plan.Batch, (long)epochs * stepsPerEpoch * plan.Batch, "images", note));
    }

    private static RunFailedException NotFinite(Stage stage, long number, double rate, IReadOnlyList<(string Name, double Value)> terms) => new(new Problem(
        $"stage '{stage.Name}', step {number}",
        $"a loss that is not finite ({string.Join(", ", terms.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Name} {t.Value}")))}) at rate {rate.ToString("0.######", CultureInfo.InvariantCulture)}",
        "finite values",
        "Lower the rate, lengthen the warm-up, or add batch norm; the last checkpoint is from before this step."));
}
