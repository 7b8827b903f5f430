using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>The tensor that holds answers, and what they mean, as the file and its description say together.</summary>
/// <param name="Output">Name of the tensor.</param>
/// <param name="Kind">What its numbers are.</param>
/// <param name="Map">The class that each of them is for.</param>
internal sealed record AnswerForm(string Output, OutputKind Kind, ClassMap Map)
{
    private const int ShownClasses = 4;

    /// <summary>Classes of the network that the data have not: they are left out of its answers.</summary>
    public IReadOnlyList<string> Strangers { get; init; } = [];

    /// <summary>Finds the tensor; every problem found goes to the list, and then the result is null.</summary>
    /// <param name="said">What teacher.yaml says.</param>
    /// <param name="file">The model as its file is, with maps of labels.</param>
    /// <param name="model">The model with tensors in their place.</param>
    /// <param name="names">Names of the data set's classes; null where only their number is known.</param>
    /// <param name="classes">Their number.</param>
    /// <param name="task">What the answers are of: the names may be of labels or values.</param>
    /// <param name="where">The teacher in problems.</param>
    /// <param name="problems">Takes all that is wrong.</param>
    public static AnswerForm? Of(
        TeacherOutput said,
        OnnxModel file,
        OnnxModel model,
        IReadOnlyList<string>? names,
        int classes,
        TaskKind task,
        string where,
        List<Problem> problems
    )
    {
        var before = problems.Count;
        if (Candidates.Choose(model.Outputs, Candidates.Answers(model), said.Name, "output", where, problems) is not { } output)
            return null;
        if (model.Inputs.Any(input => input.Name == output.Name))
        {
            problems.Add(
                new(
                    where,
                    $"output '{output.Name}', which is its input, passed on",
                    "numbers that the network computes",
                    "Name another output, or export the network again."
                )
            );
            return null;
        }
        output = Trusted(output, file, model);
        if (task == TaskKind.Values && said.Classes.Count > 0)
        {
            problems.Add(
                new(
                    where,
                    $"a network of classes ({string.Join(", ", said.Classes.Take(ShownClasses))})",
                    "one that answers with values, as the data ask for",
                    "Name a network that was trained on values, or data with classes."
                )
            );
            return null;
        }
        var single = task == TaskKind.Classes && classes == 2 && output.HasRank && output.Shape.Skip(1).All(length => length == 1);
        var map =
            single && said.Classes.Count == 0
                ? ClassMap.Binary
                : ClassNames.Map(said.Classes, LabelsOf(file, output.Name, names), names, classes, where, problems);
        problems.AddRange([
            .. Check(output, map, Spelling.Word(task.ToString()), where, said.Classes.Count > 0),
            .. ValueUnits.Check(said, classes, task, where),
        ]);
        if (task == TaskKind.Labels && map.Targets.Count > 1 && said.Kind is null && AnswerOperator.Of(file, output.Name) == "Softmax")
            problems.Add(
                new(
                    where,
                    "a softmax behind its answers, by which labels compete for one",
                    "a sigmoid of each label, or logits",
                    "Use a teacher of labels, name the tensor before the softmax (output: { name: … }), or say that you mean it: "
                        + "output: { kind: sigmoid }."
                )
            );
        if (task != TaskKind.Classes)
            return OfMany(said, output.Name, KindOf(file, output.Name), map, task, where, problems);
        var kind = said.Kind ?? KindOf(file, output.Name);
        if (kind == OutputKind.Values)
            problems.Add(
                new(
                    $"{where}, output.kind",
                    "values",
                    "logits or probabilities of the data set's classes",
                    "Use a teacher that was trained to classify."
                )
            );
        // One probability is that of one class against the other.
        return problems.Count > before
            ? null
            : new(output.Name, map.IsBinary && kind == OutputKind.Probabilities ? OutputKind.Sigmoid : kind, map)
            {
                Strangers = ClassNames.Strangers(said.Classes.Count > 0 ? said.Classes : ClassLabels.Of(file, output.Name) ?? [], names),
            };
    }

    /// <summary>
    /// Labels that the file stores. Names of our own files are compared with names alone: where only a number of classes is known, their
    /// order is.
    /// </summary>
    private static IReadOnlyList<string>? LabelsOf(OnnxModel file, string output, IReadOnlyList<string>? names) =>
        names is null && ClassLabels.AreTold(file) ? null : ClassLabels.Of(file, output);

    /// <summary>
    /// Answers about labels or values. There is no distribution over them, so their probabilities are each by itself, and an answer is
    /// needed for each.
    /// </summary>
    private static AnswerForm? OfMany(
        TeacherOutput said,
        string output,
        OutputKind found,
        ClassMap map,
        TaskKind task,
        string where,
        List<Problem> problems
    )
    {
        var (noun, single) = (
            Spelling.Word(task.ToString()),
            found is OutputKind.Probabilities or OutputKind.Sigmoid ? OutputKind.Sigmoid : OutputKind.Logits
        );
        var kind = said.Kind ?? (task == TaskKind.Values ? OutputKind.Values : single);
        OutputKind[] possible = task == TaskKind.Values ? [OutputKind.Values] : [OutputKind.Logits, OutputKind.Sigmoid];
        if (!possible.Contains(kind))
            problems.Add(
                new(
                    $"{where}, output.kind",
                    Spelling.Word(kind.ToString()),
                    $"{string.Join(" or ", possible.Select(k => Spelling.Word(k.ToString())))}, as the data set has {noun}",
                    "Leave 'kind' out, or use a teacher of this task."
                )
            );
        if (map.Targets.OfType<int>().Distinct().Count() < map.Classes || map.Targets.OfType<int>().Count() > map.Classes)
            problems.Add(
                new(
                    $"{where}, output.classes",
                    $"{Noun.Counted(map.Targets.Count, "answer")}, for {map}",
                    $"one for each of the data set's {map.Classes} {noun}",
                    "Name the columns that it answers alone, or use a teacher of all."
                )
            );
        return problems.Count > 0 ? null : new(output, kind, map);
    }

    /// <summary>The problem of a run's answers that have another shape; null where there is none.</summary>
    public Problem? Misshapen(long[] found, int images, string where) =>
        (found.Length >= 2 || (Map.Targets.Count == 1 && found.Length == 1))
        && found[0] == images
        && NetworkBuffer.RowOf(found) == Map.Targets.Count
            ? null
            : new(
                where,
                $"answers of shape {string.Join('×', found)} to {images} images",
                $"{images}×{Map.Targets.Count}, one row an image, one number a class",
                "Use a teacher that was trained on these classes, exported with a free batch dimension, or say which classes its "
                    + "numbers are for: output: { classes: [ … ] }."
            );

    /// <summary>
    /// What the graph ends in. The logarithm of a softmax is a logit already. A label beside the numbers is scikit-learn's pair, whose
    /// second part is a distribution.
    /// </summary>
    private static OutputKind KindOf(OnnxModel file, string output) =>
        AnswerOperator.Of(file, output) switch
        {
            "ZipMap" or "Normalizer" or "Softmax" => OutputKind.Probabilities,
            _ when file.Outputs.Count > 1
                    && ClassLabels.Of(file, output) is not null
                    && file.Outputs.Any(o => o.ElementType is DataType.Int64 or DataType.String) => OutputKind.Probabilities,
            "Sigmoid" => OutputKind.Sigmoid,
            _ => OutputKind.Logits,
        };

    /// <summary>
    /// The output without its declared shape where its classifier answers one number for each of its labels and the declaration says
    /// another number, as converters of XGBoost's binary classifiers do.
    /// </summary>
    private static TensorInfo Trusted(TensorInfo output, OnnxModel file, OnnxModel model)
    {
        var isClassifier = model.Proto.Graph.Node.Any(node =>
            node.Output.Contains(output.Name) && node.OpType.EndsWith("Classifier", StringComparison.Ordinal)
        );
        var labels = isClassifier ? ClassLabels.Of(file, output.Name)?.Count : null;
        return output.HasRank && labels is { } count && output.Shape.Count == 2 && output.Shape[1] is { } declared && declared != count
            ? new TensorInfo(output.Name, output.ElementType, []) { HasRank = false }
            : output;
    }

    private static IEnumerable<Problem> Check(TensorInfo output, ClassMap map, string noun, string where, bool isSaid)
    {
        if (
            output.ElementType is not (DataType.Float or DataType.Float16 or DataType.Double or DataType.Undefined)
            || (output.ElementType == DataType.Undefined && output.HasRank)
        )
            yield return new(
                where,
                $"output '{output.Name}' of {Candidates.Type(output)}",
                "float32, float16 or float64",
                "Name another output, or export the network with float32 answers."
            );
        var known = output.HasRank && output.Shape.Skip(1).All(l => l is not null);
        var count = output.Shape.Skip(1).Aggregate(1L, (product, length) => product * (length ?? 1));
        if (known && ((output.Shape.Count < 2 && map.Targets.Count > 1) || count != map.Targets.Count))
            yield return new(
                where,
                $"output '{output.Name}' of shape {output.ShapeText}",
                $"N×{map.Targets.Count}, {(isSaid ? "as many as 'output.classes' names" : Each(map.Targets.Count, noun))}",
                isSaid
                    ? $"Name one of the {noun} for each of its numbers, or 'none'."
                    : $"Use a teacher that was trained on these {noun}, name another output, or "
                        + $"say which {noun} its numbers are for: output: {{ classes: [ … ] }}."
            );
    }

    private static string Each(int count, string noun) => count == 1 ? "one number" : $"one number for each of {count} {noun}";
}
