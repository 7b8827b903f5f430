using System.Globalization;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether a teacher answers a sample the same again, and the same whatever is asked beside it.</summary>
internal static class Steadiness
{
    /// <summary>Samples that are asked three times: together, together again, and one by one.</summary>
    public const int Samples = 8;

    /// <summary>Rounding in another order of additions makes less of the answers' spread.</summary>
    private const double Rounding = 1e-3;

    private const string InUse =
        "Export it as it is when it is used: model.eval() before torch.onnx.export, without training=TrainingMode.TRAINING. No line of "
        + "teacher.yaml repairs it.";

    private const string ByItself =
        "Export it such that each sample is answered by itself: model.eval() for batch norm, and softmax over the last axis, never "
        + "over axis 0. "
        + "No line of teacher.yaml repairs it.";

    private static readonly string[] Random =
    [
        "RandomNormal",
        "RandomNormalLike",
        "RandomUniform",
        "RandomUniformLike",
        "Multinomial",
        "Bernoulli",
    ];

    /// <summary>Answers of some consecutive samples, one row of numbers each.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    public delegate float[] Asking(int first, int count);

    /// <summary>The finding that answers are not steady; null where they are.</summary>
    /// <param name="ask">Asks the teacher.</param>
    /// <param name="samples">Samples that there are.</param>
    /// <param name="model">Its graph, in which the cause is looked for.</param>
    public static Finding? Of(Asking ask, int samples, Func<OnnxModel> model)
    {
        var count = Math.Min(Samples, samples);
        var (together, again) = (ask(0, count), ask(0, count));
        if (Differs(together, again) is { } moved)
            return new(
                Fault.NotRepeatable,
                $"the same {count} samples asked twice: answers differ by up to {moved}{Cause(model())}",
                InUse
            );
        float[] alone = [.. Enumerable.Range(0, count).SelectMany(i => ask(i, 1))];
        return Differs(together, alone) is { } shifted
            ? new(
                Fault.DependsOnBatch,
                $"{count} samples asked together and one by one: answers differ by up to {shifted}{Cause(model())}",
                ByItself
            )
            : null;
    }

    /// <summary>The largest difference and what it is measured by, in words; null where it is rounding.</summary>
    private static string? Differs(float[] answers, float[] others)
    {
        var finite = answers.Zip(others).Where(pair => float.IsFinite(pair.First) && float.IsFinite(pair.Second)).ToList();
        if (finite.Count == 0)
            return null;
        var spread = (double)finite.Max(pair => Math.Max(pair.First, pair.Second)) - finite.Min(pair => Math.Min(pair.First, pair.Second));
        var largest = finite.Max(pair => Math.Abs((double)pair.First - pair.Second));
        return largest > Rounding * spread
            ? string.Create(CultureInfo.InvariantCulture, $"{largest:G3}, where they spread over {spread:G3}")
            : null;
    }

    /// <summary>Operators that draw, or that are in their training mode.</summary>
    private static string Cause(OnnxModel model)
    {
        var found = model
            .Proto.Graph.Node.Where(node => Random.Contains(node.OpType) || IsTraining(node, model))
            .Select(node => $"{node.OpType} '{node.Output[0]}'")
            .ToList();
        return found.Count == 0
            ? ""
            : $"; its graph holds {string.Join(", ", found.Take(3))}{(found.Count > 3 ? $" and {found.Count - 3} more" : "")}";
    }

    /// <summary>Batch norm by the batch's own statistics, dropout that drops, softmax over the batch.</summary>
    private static bool IsTraining(Onnx.Proto.NodeProto node, OnnxModel model) =>
        node.OpType switch
        {
            "BatchNormalization" => node.Attribute.Any(a => a is { Name: "training_mode", I: 1 })
                || (node.Output.Count(output => output.Length > 0) > 1 && model.Opset < 14),
            "Dropout" => node.Input.Count > 2 && node.Input[2].Length > 0,
            "Softmax" or "LogSoftmax" => node.Attribute.Any(a => a is { Name: "axis", I: 0 }),
            _ => false,
        };
}
