using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers;

/// <summary>Which tensors of a model take images and give answers, as far as the file declares them.</summary>
/// <param name="Input">Name of the input.</param>
/// <param name="Outputs">Names of the outputs: one that answers, or the tapped tensors.</param>
/// <param name="FixedBatch">Images that it takes at once; null where any number will do.</param>
internal sealed record Connection(string Input, IReadOnlyList<string> Outputs, int? FixedBatch)
{
    /// <summary>Connects a model's answers; every problem found goes to the list, and then the result is null.</summary>
    public static Connection? Of(TeacherSpec spec, OnnxModel model, ImageShape shape, int classes, string where, List<Problem> problems)
    {
        var before = problems.Count;
        var input = Choose(model.Inputs, spec.Input.Name, "input", where, problems);
        var output = Choose(model.Outputs, spec.Output.Name, "output", where, problems);
        AddProblems(input, spec, model, shape, where, problems);
        if (output is not null) problems.AddRange(CheckOutput(output, classes, where));
        return problems.Count > before ? null : new(input!.Name, [output!.Name], BatchOf(input));
    }

    /// <summary>Connects some of a model's inner tensors; every problem found goes to the list, and then the result is null.</summary>
    public static Connection? ToTaps(TeacherSpec spec, OnnxModel model, ImageShape shape, IReadOnlyList<string> tensors, string where, List<Problem> problems)
    {
        var before = problems.Count;
        var input = Choose(model.Inputs, spec.Input.Name, "input", where, problems);
        AddProblems(input, spec, model, shape, where, problems);
        return problems.Count > before ? null : new(input!.Name, tensors, BatchOf(input));
    }

    /// <summary>Shape of a batch in a layout.</summary>
    public static long[] BatchShape(Layout layout, ImageShape shape, long batch) => layout switch
    {
        Layout.Nchw => [batch, shape.Channels, shape.Height, shape.Width],
        Layout.Nhwc => [batch, shape.Height, shape.Width, shape.Channels],
        _ => [batch, shape.Size],
    };

    private static int? BatchOf(TensorInfo input) => (int?)(input.HasRank ? input.Shape[0] : null);

    private static void AddProblems(TensorInfo? input, TeacherSpec spec, OnnxModel model, ImageShape shape, string where, List<Problem> problems)
    {
        if (input is null) return;
        if (model.Inputs.Count > 1)
            problems.Add(new(where, $"inputs {Names(model.Inputs)}", $"'{input.Name}' alone, for the image", "Export the network with its other inputs as constants."));
        problems.AddRange(CheckInput(input, spec.Input.Layout, shape, where));
    }

    private static TensorInfo? Choose(IReadOnlyList<TensorInfo> tensors, string? name, string side, string where, List<Problem> problems)
    {
        var found = name is null && tensors.Count == 1 ? tensors[0] : tensors.FirstOrDefault(t => t.Name == name);
        if (found is null)
            problems.Add(name is null
                ? new(where, tensors.Count == 0 ? $"no {side}" : $"{side}s {Names(tensors)}", $"one {side}", tensors.Count == 0 ? "" : $"Name one in teacher.yaml: {side}: {{ name: … }}.")
                : new($"{where}, {side}.name", $"{side} '{name}'", $"one of {Names(tensors)}", Nearest.Remedy(name, tensors.Select(t => t.Name))));
        return found;
    }

    private static IEnumerable<Problem> CheckInput(TensorInfo input, Layout layout, ImageShape shape, string where)
    {
        if (input.ElementType != DataType.Float)
            yield return new(where, $"input '{input.Name}' of {Type(input)}", "float32", "Export the network with a float32 input.");
        if (!input.HasRank || Fits(input, layout, shape)) yield break;
        var other = Enum.GetValues<Layout>().Where(l => Fits(input, l, shape)).Select(l => Spelling.Word(l.ToString())).FirstOrDefault();
        yield return new(
            where,
            $"input '{input.Name}' of shape {input.ShapeText}",
            $"N×{string.Join('×', BatchShape(layout, shape, 1).Skip(1))}, {Spelling.Word(layout.ToString())} for images of {shape}",
            other is null ? "Use a teacher that was trained on images of this size." : $"Say so in teacher.yaml: input: {{ layout: {other} }}.");
    }

    private static bool Fits(TensorInfo input, Layout layout, ImageShape shape)
    {
        var wanted = BatchShape(layout, shape, 1);
        return input.Shape.Count == wanted.Length && input.Shape.Skip(1).Zip(wanted.Skip(1), (has, wants) => has is null || has == wants).All(fits => fits);
    }

    private static IEnumerable<Problem> CheckOutput(TensorInfo output, int classes, string where)
    {
        if (output.ElementType is not (DataType.Float or DataType.Undefined) || (output.ElementType == DataType.Undefined && output.HasRank))
            yield return new(where, $"output '{output.Name}' of {Type(output)}", "float32", "Name another output, or export the network with float32 answers.");
        var known = output.HasRank && output.Shape.Skip(1).All(l => l is not null);
        var count = output.Shape.Skip(1).Aggregate(1L, (product, length) => product * (length ?? 1));
        if (known && (output.Shape.Count < 2 || count != classes))
            yield return new(where, $"output '{output.Name}' of shape {output.ShapeText}", $"N×{classes}, one number for each of {classes} classes", "Use a teacher that was trained on these classes, or name another output.");
    }

    private static string Names(IEnumerable<TensorInfo> tensors) => string.Join(", ", tensors.Select(t => t.Name));

    private static string Type(TensorInfo tensor) => tensor.ElementType.ToString().ToLowerInvariant();
}
