using DeepOptDistill.Onnx;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Imported;

/// <summary>How a file's answer comes from the tensor of which the loss is.</summary>
/// <param name="Logits">Name of the tensor from which is learned.</param>
/// <param name="IsSoftmax">Whether the file answers with the softmax of that tensor.</param>
internal sealed record AnswerEnding(string Logits, bool IsSoftmax)
{
    /// <summary>Finds it: what goes into a softmax or sigmoid that is the answer, else the answer itself.</summary>
    public static AnswerEnding Of(OnnxModel model, string answer)
    {
        var makers = model.Proto.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node)))
            .GroupBy(pair => pair.output).ToDictionary(pairs => pairs.Key, pairs => pairs.First().node, StringComparer.Ordinal);
        var node = makers.GetValueOrDefault(answer);
        while (node is { OpType: "Identity" or "Cast" } && makers.TryGetValue(node.Input[0], out var below)) node = below;
        return node?.OpType switch
        {
            "Softmax" => new(node.Input[0], true),
            "Sigmoid" => new(node.Input[0], false),
            _ => new(answer, false),
        };
    }

    /// <summary>What the answers mean as logits: for a softmax the logarithm of the distribution, as whoever reads the file takes it.</summary>
    public Tensor Meant(Tensor logits) => IsSoftmax ? logits.log_softmax(1) : logits;
}
