using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Which of a model's inputs or outputs is meant.</summary>
internal static class Candidates
{
    /// <summary>The outputs that can hold answers: numbers, or a value of which the file does not say the type. Labels cannot.</summary>
    public static IReadOnlyList<TensorInfo> Answers(OnnxModel model) =>
        [
            .. model.Outputs.Where(o =>
                o.ElementType is DataType.Float or DataType.Float16 or DataType.Double
                || (o.ElementType == DataType.Undefined && !o.HasRank)
            ),
        ];

    /// <summary>The tensor of a name, else the only candidate. Where that does not decide, the problem goes to the list.</summary>
    public static TensorInfo? Choose(
        IReadOnlyList<TensorInfo> tensors,
        IReadOnlyList<TensorInfo> candidates,
        string? name,
        string side,
        string where,
        List<Problem> problems
    )
    {
        var only =
            candidates.Count == 1 ? candidates[0]
            : candidates.Count == 0 && tensors.Count == 1 ? tensors[0]
            : null;
        var found = name is null ? only : tensors.FirstOrDefault(t => t.Name == name);
        if (found is null)
            problems.Add(
                name is null
                    ? new(
                        where,
                        tensors.Count == 0 ? $"no {side}" : $"{side}s {Names(tensors)}",
                        $"one {side}",
                        tensors.Count == 0 ? "" : $"Name one in teacher.yaml: {side}: {{ name: … }}."
                    )
                    : new(
                        $"{where}, {side}.name",
                        $"{side} '{name}'",
                        $"one of {Names(tensors)}",
                        Nearest.Remedy(name, tensors.Select(t => t.Name))
                    )
            );
        return found;
    }

    public static string Names(IEnumerable<TensorInfo> tensors) => string.Join(", ", tensors.Select(t => t.Name));

    public static string Type(TensorInfo tensor) => tensor.ElementType.ToString().ToLowerInvariant();
}
