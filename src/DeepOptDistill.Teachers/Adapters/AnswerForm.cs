using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>The tensor that holds answers, and what they mean, as the file and its description say together.</summary>
/// <param name="Output">Name of the tensor.</param>
/// <param name="Kind">What its numbers are.</param>
/// <param name="Map">The class that each of them is for.</param>
internal sealed record AnswerForm(string Output, OutputKind Kind, ClassMap Map)
{
    /// <summary>Finds the tensor; every problem found goes to the list, and then the result is null.</summary>
    /// <param name="said">What teacher.yaml says.</param>
    /// <param name="file">The model as its file is, with maps of labels.</param>
    /// <param name="model">The model with tensors in their place.</param>
    /// <param name="names">Names of the data set's classes; null where only their number is known.</param>
    /// <param name="classes">Their number.</param>
    /// <param name="where">The teacher in problems.</param>
    /// <param name="problems">Takes all that is wrong.</param>
    public static AnswerForm? Of(TeacherOutput said, OnnxModel file, OnnxModel model, IReadOnlyList<string>? names, int classes, string where, List<Problem> problems)
    {
        var before = problems.Count;
        if (Candidates.Choose(model.Outputs, Candidates.Answers(model), said.Name, "output", where, problems) is not { } output) return null;
        var single = classes == 2 && output.HasRank && output.Shape.Skip(1).All(length => length == 1);
        var map = single && said.Classes.Count == 0 ? ClassMap.Binary : ClassNames.Map(said.Classes, ClassLabels.Of(file, output.Name), names, classes, where, problems);
        problems.AddRange(Check(output, map, where));
        var kind = said.Kind ?? KindOf(file, output.Name);
        // One probability is that of one class against the other.
        return problems.Count > before ? null : new(output.Name, map.IsBinary && kind == OutputKind.Probabilities ? OutputKind.Sigmoid : kind, map);
    }

    /// <summary>The problem of a run's answers that have another shape; null where there is none.</summary>
    public Problem? Misshapen(long[] found, int images, string where) =>
        (found.Length >= 2 || (Map.IsBinary && found.Length == 1)) && found[0] == images && NetworkBuffer.RowOf(found) == Map.Targets.Count
            ? null
            : new(where, $"answers of shape {string.Join('×', found)} to {images} images", $"{images}×{Map.Targets.Count}, one row an image, one number a class", "Use a teacher that was trained on these classes, exported with a free batch dimension, or say which classes its numbers are for: output: { classes: [ … ] }.");

    /// <summary>
    /// What the graph ends in. The logarithm of a softmax is a logit already. A label beside the numbers is scikit-learn's pair, whose
    /// second part is a distribution.
    /// </summary>
    private static OutputKind KindOf(OnnxModel file, string output) => AnswerOperator.Of(file, output) switch
    {
        "ZipMap" or "Normalizer" or "Softmax" => OutputKind.Probabilities,
        _ when file.Outputs.Count > 1 && ClassLabels.Of(file, output) is not null && file.Outputs.Any(o => o.ElementType is DataType.Int64 or DataType.String) => OutputKind.Probabilities,
        "Sigmoid" => OutputKind.Sigmoid,
        _ => OutputKind.Logits,
    };

    private static IEnumerable<Problem> Check(TensorInfo output, ClassMap map, string where)
    {
        if (output.ElementType is not (DataType.Float or DataType.Float16 or DataType.Double or DataType.Undefined) || (output.ElementType == DataType.Undefined && output.HasRank))
            yield return new(where, $"output '{output.Name}' of {Candidates.Type(output)}", "float32, float16 or float64", "Name another output, or export the network with float32 answers.");
        var known = output.HasRank && output.Shape.Skip(1).All(l => l is not null);
        var count = output.Shape.Skip(1).Aggregate(1L, (product, length) => product * (length ?? 1));
        if (known && ((output.Shape.Count < 2 && !map.IsBinary) || count != map.Targets.Count))
            yield return new(where, $"output '{output.Name}' of shape {output.ShapeText}", $"N×{map.Targets.Count}, one number for each of {map.Targets.Count} classes", "Use a teacher that was trained on these classes, name another output, or say which classes its numbers are for: output: { classes: [ … ] }.");
    }
}
