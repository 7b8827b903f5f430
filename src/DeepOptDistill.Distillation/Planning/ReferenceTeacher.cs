using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>The teacher that students are planned for.</summary>
/// <param name="Cost">What it costs.</param>
/// <param name="Input">What enters a student: its images, standardized as its own are.</param>
/// <param name="Classes">Classes that it knows.</param>
internal sealed record ReferenceTeacher(PlannedModel Cost, InputSpec Input, int Classes)
{
    private const double PixelToOne = 1.0 / 255;

    /// <summary>Reads, checks and measures it.</summary>
    /// <exception cref="InputException">It cannot be read, or its file does not say what it takes and answers.</exception>
    public static ReferenceTeacher Of(PlanRequest request, Workplace workplace)
    {
        var (spec, folder) = new TeacherReader(workplace).Find(request.Teacher, "teacher");
        var path = Path.Combine(folder, spec.Model);
        var declared = Declared.Of(spec, OnnxModel.Read(path));
        var (images, classes) = (request.Images ?? declared.Images, request.Classes ?? declared.Classes);
        if (request.Images is null && Rows(spec, path) is { } problem)
            throw new InputException(problem);
        InputException.ThrowIfAny([.. Unsaid(path, images, classes)]);
        using (Teacher.Open(spec, folder, images!.Value, classes!.Value, threads: 1))
        {
            var found = ModelInspection.Inspect(path, images);
            var cost = new PlannedModel(spec.Name, found.Parameters, found.Macs, Math.Round(Latency.MedianMs(path, images), 4))
            {
                MacsUnknown = found.MacsUnknown,
                ParametersUnknown = found.ParametersUnknown,
            };
            return new ReferenceTeacher(cost, InputOf(spec.Input, images.Value), classes.Value);
        }
    }

    /// <summary>The problem of a teacher of rows: there are no convolutions to plan for it.</summary>
    private static Problem? Rows(TeacherSpec spec, string path)
    {
        var inputs = OnnxModel.Read(path).Inputs.Where(input => spec.Input.Name is null || input.Name == spec.Input.Name).ToList();
        return spec.Input.Layout is not null || !inputs.All(input => input.HasRank && input.Shape.Count <= 2)
            ? null
            : new Problem(
                path,
                inputs.Count > 1 ? "an input for each column of a table" : "rows of numbers as its input",
                "a teacher of images",
                "For a table write a student with 'deepopt init TABLE.csv', and choose its widths there."
            );
    }

    private static IEnumerable<Problem> Unsaid(string path, SampleShape? images, int? classes)
    {
        if (images is null)
            yield return new Problem(
                path,
                "an input that does not say the shape of an image",
                "channels, height and width",
                "Give them: --input CHANNELSxHEIGHTxWIDTH, such as 3x32x32."
            );
        if (classes is null)
            yield return new Problem(path, "an output that does not say the number of classes", "N×classes", "Give it: --classes 10.");
    }

    // A teacher that scales its pixels otherwise standardizes other numbers than a student's pixel / 255.
    private static InputSpec InputOf(TeacherInput input, SampleShape images)
    {
        var spec = new InputSpec { Shape = [images.Channels, images.Height, images.Width] };
        var scaled = Math.Abs((input.Scale ?? PixelToOne) - PixelToOne) < 1e-9;
        if (scaled && input.Mean.Count > 0)
            spec = spec with { Mean = input.Mean };
        return scaled && input.Deviation.Count > 0 ? spec with { Deviation = input.Deviation } : spec;
    }
}
