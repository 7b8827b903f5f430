using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>A description with everything said that the file said for it.</summary>
internal static class Completion
{
    public static TeacherSpec Of(TeacherSpec spec, NetworkInput input, AnswerForm form, SampleShape images) =>
        spec with
        {
            Input = Of(spec.Input, input, images),
            Output = spec.Output with { Name = form.Output, Kind = form.Kind, Classes = form.Map.IsIdentity ? [] : form.Map.Names },
        };

    /// <summary>How samples are taken, likewise.</summary>
    public static TeacherInput Of(TeacherInput said, NetworkInput input, SampleShape images) =>
        said with
        {
            Name = input.Name,
            Layout = input.Layout,
            Size =
                (input.Shape.Height, input.Shape.Width) == (images.Height, images.Width)
                    ? said.Size
                    : [input.Shape.Height, input.Shape.Width],
            Categories =
                input.Shape.Columns is null
                && input.Name != ColumnInputs.Name
                && said.UnknownCode is null
                && images.Columns is { AnyNominal: true } columns
                    ? Orders(said, columns)
                    : said.Categories,
            Scale = PixelValue.ScaleOf(said, input),
        };

    /// <summary>The order of each column of words, as it is said or as the data have it.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Orders(TeacherInput said, TableColumns columns) =>
        columns
            .All.Where(column => column.IsNominal)
            .ToDictionary(
                column => column.Name,
                column => said.Categories.GetValueOrDefault(column.Name, column.Words),
                StringComparer.Ordinal
            );
}
