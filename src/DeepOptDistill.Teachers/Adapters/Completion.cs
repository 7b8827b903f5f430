using DeepOptDistill.Data;

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
            Scale = PixelValue.ScaleOf(spec.Input, input),
        },
        Output = spec.Output with { Name = form.Output, Kind = form.Kind, Classes = form.Map.IsIdentity ? [] : form.Map.Names },
    };
}
