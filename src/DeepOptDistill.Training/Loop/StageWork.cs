using DeepOptDistill.Core;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using DeepOptDistill.Training.Stopping;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>A stage at work on a network: what it computes of a batch, what it moves, and what a checkpoint must hold of it.</summary>
internal sealed class StageWork : IDisposable
{
    private readonly Network network;
    private readonly HintPass? hints;

    /// <param name="network">The network.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="tensors">The teachers' inner tensors that its hints can read.</param>
    /// <param name="seed">Seed of the stage's own weights.</param>
    /// <param name="length">Steps of the stage and of an epoch.</param>
    public StageWork(Network network, Stage stage, IReadOnlyList<FeatureTensor> tensors, Seed seed, ScheduleClock length)
    {
        (this.network, Stage) = (network, stage);
        hints = stage.Loss.Any(loss => loss is FeatureLoss) ? new HintPass(network, stage.Loss, tensors, seed) : null;
        Learned = hints?.Parameters ?? network.Parameters;
        Optimizer = stage.Start(Learned, length);
        Best = stage.Stop is null
            ? null
            : new BestWeights(stage.Stop with { Patience = length.PassesOf(stage.Stop.Patience) }, network.State);
        network.DifferentiateTwice(stage.Optimizer.NeedsCurvature);
        hints?.DifferentiateTwice(stage.Optimizer.NeedsCurvature);
    }

    public Stage Stage { get; }

    public OptimizerState Optimizer { get; }

    public BestWeights? Best { get; }

    /// <summary>What the stage learns.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Learned { get; }

    /// <summary>The hints that it reads.</summary>
    public IReadOnlyList<FeatureTensor> Hints => hints?.Hints ?? [];

    /// <summary>Whether the whole network is run; a stage of feature losses alone ends at its highest guided layer.</summary>
    public bool HasLogits => hints?.HasLogits ?? true;

    /// <summary>First layers that are run.</summary>
    public int Layers => hints?.Layers ?? network.Layers.Count;

    /// <summary>The tensors of the stage that a checkpoint must hold besides the network, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State =>
        [
            .. Optimizer.State.Select(s => ($"optimizer/{s.Name}", s.Value)),
            .. Best?.State ?? [],
            .. hints?.RegressorParameters.Select(p => ($"hints/{p.Name}", p.Value)) ?? [],
        ];

    /// <summary>Runs the student on a batch: logits and guided layers.</summary>
    public LossInput Forward(Tensor pixels, LossInput input) => hints?.Run(pixels, input) ?? input with { Logits = network.Logits(pixels) };

    /// <summary>The objective, and each term without its weight by name.</summary>
    public (Tensor Sum, IReadOnlyList<(string Name, double Value)> Terms) Objective(LossInput input) =>
        Loop.Objective.Of(Stage.Loss, loss => Seen(loss, input), input.Clock);

    /// <summary>One term without its weight.</summary>
    public Tensor Value(Loss loss, LossInput input) => loss.Value(Seen(loss, input));

    private LossInput Seen(Loss loss, LossInput input) => hints?.For(loss, input) ?? input;

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Best?.Dispose();
        hints?.Dispose();
    }
}
