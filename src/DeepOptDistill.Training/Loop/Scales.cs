using DeepOptDistill.Core;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>Standard deviations over the training split by which losses divide, each 1 × classes or values.</summary>
/// <param name="Logits">Of the ensemble's logits; null where no term wants them.</param>
/// <param name="Values">Of the values that are to be told; null where the task has none.</param>
internal sealed record Scales(Tensor? Logits, Tensor? Values) : IDisposable
{
    /// <summary>The scales that a stage wants.</summary>
    public static Scales Of(TrainingData data, BatchContent content) =>
        new(
            content.HasTeacherLogits ? Row(data.Targets!.LogitDeviations()) : null,
            data.Train.Task == TaskKind.Values ? Row(data.Train.Truths!.Moments().Deviation) : null
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        Logits?.Dispose();
        Values?.Dispose();
    }

    private static Tensor Row(float[] numbers)
    {
        using var scope = NewDisposeScope();
        return tensor(numbers).unsqueeze(0).DetachFromDisposeScope();
    }
}
