using DeepOptDistill.Onnx;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Imported;

/// <summary>How a file's answer comes from the tensor of which the loss is.</summary>
/// <param name="Logits">Name of the tensor from which is learned.</param>
/// <param name="Meaning">What is done with it, so that it means what a reader of the file takes it for.</param>
internal sealed record AnswerEnding(string Logits, AnswerMeaning Meaning)
{
    /// <summary>The smallest probability that is told from zero.</summary>
    private const double Least = 1e-38;

    /// <summary>Half of the step below 1 in float32.</summary>
    private const double Rest = 1.0 / (1 << 25);

    /// <summary>Finds it: what goes into the softmax or sigmoid that makes probabilities, else the answer itself.</summary>
    public static AnswerEnding Of(OnnxModel model, string answer, AnswerKind kind)
    {
        if (kind == AnswerKind.Numbers)
            return new(answer, AnswerMeaning.Itself);
        var makers = model
            .Proto.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node)))
            .GroupBy(pair => pair.output)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.First().node, StringComparer.Ordinal);
        var node = makers.GetValueOrDefault(answer);
        while (node is { OpType: "Identity" or "Cast" } && makers.TryGetValue(node.Input[0], out var below))
            node = below;
        return (kind, node?.OpType) switch
        {
            (AnswerKind.Distribution, "Softmax") => new(node!.Input[0], AnswerMeaning.LogSoftmax),
            (AnswerKind.Shares, "Sigmoid") => new(node!.Input[0], AnswerMeaning.Itself),
            (AnswerKind.Distribution, _) => new(answer, AnswerMeaning.Log),
            _ => new(answer, AnswerMeaning.Logit),
        };
    }

    /// <summary>What the tensor means as logits.</summary>
    public Tensor Meant(Tensor found) =>
        Meaning switch
        {
            AnswerMeaning.LogSoftmax => found.log_softmax(1),
            AnswerMeaning.Log => found.clamp_min(Least).log(),
            AnswerMeaning.Logit => found.clamp_min(Rest).log() - (1 - found).clamp_min(Rest).log(),
            _ => found,
        };
}
