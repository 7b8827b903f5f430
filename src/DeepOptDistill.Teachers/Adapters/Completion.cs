using DeepOptDistill.Data;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>A description with everything said that the file said for it.</summary>
internal static class Completion
{
    public static TeacherSpec Of(TeacherSpec spec, NetworkInput input, AnswerForm form, SampleShape images) => spec with
    {
        Input = spec.Input with
        {
            Name = input.Name,
            Layout = input.Layout,
            Size = (input.Shape.Height, input.Shape.Width) == (images.Height, images.Width) ? spec.Input.Size : [input.Shape.Height, input.Shape.Width],
            Categories = input.Shape.Columns is null && input.Name != ColumnInputs.Name && spec.Input.UnknownCode is null && images.Columns is { AnyNominal: true } columns ? Orders(spec.Input, columns) : spec.Input.Categories,
            Scale = PixelValue.ScaleOf(spec.Input, input),
        },
        Output = spec.Output with { Name = form.Output, Kind = form.Kind, Classes = form.Map.IsIdentity ? [] : form.Map.Names },
    };

    /// <summary>The order of each column of words, as it is said or as the data have it.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Orders(TeacherInput said, TableColumns columns) =>
        columns.All.Where(column => column.IsNominal).ToDictionary(column => column.Name, column => said.Categories.GetValueOrDefault(column.Name, column.Words), StringComparer.Ordinal);
}
