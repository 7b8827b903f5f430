using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers;

/// <summary>A teacher's file, found to fit its description and the data.</summary>
/// <param name="Model">The network, maps of labels replaced by tensors.</param>
/// <param name="Input">What takes images.</param>
/// <param name="Form">What holds answers.</param>
internal sealed record OpenedFile(OnnxModel Model, NetworkInput Input, AnswerForm Form)
{
    /// <summary>Reads and checks.</summary>
    /// <exception cref="InputException">All problems of description and file that can be known without running the network.</exception>
    public static OpenedFile Of(
        TeacherSpec spec,
        string folder,
        SampleShape images,
        IReadOnlyList<string>? names,
        int classes,
        TaskKind task = TaskKind.Classes,
        bool briefly = false
    )
    {
        var where = TeacherFile.Where(spec, folder);
        List<Problem> problems = [];
        var file = TeacherFile.Read(spec, folder, images, problems, briefly);
        var model = file is null ? null : Joined(spec.Input, ZipMaps.Remove(file), images, where, problems);
        var input = model is null ? null : TeacherFile.Input(spec, model, images, where, problems);
        var form = model is null ? null : AnswerForm.Of(spec.Output, file!, model, names, classes, task, where, problems);
        InputException.ThrowIfAny(problems);
        return new(model!, input!, form!);
    }

    /// <summary>A model of several inputs over a table takes a column or an array each.</summary>
    private static OnnxModel? Joined(TeacherInput said, OnnxModel model, SampleShape images, string where, List<Problem> problems)
    {
        if (images.Columns is not { } table)
            return model;
        List<InputColumn> columns =
        [
            .. table.All.Select(column => new InputColumn(column.Name, column.Words, said.Categories.ContainsKey(column.Name))),
        ];
        if (!ColumnInputs.Divides(model, columns))
            return model;
        try
        {
            return ColumnInputs.Join(model, columns, where);
        }
        catch (InputException error)
        {
            problems.AddRange(error.Problems);
            return null;
        }
    }
}
