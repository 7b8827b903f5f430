using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers;

/// <summary>How a network takes samples, whatever it answers.</summary>
public static class InputConnection
{
    /// <summary>What a description says of the input, with all that it leaves to the file: tensor, layout, size, scale.</summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="shape">Shape of the samples that it will be given.</param>
    /// <exception cref="InputException">All problems of description and file that were found.</exception>
    public static TeacherInput Of(TeacherSpec spec, string folder, SampleShape shape)
    {
        List<Problem> problems = [];
        var model = TeacherFile.Read(spec, folder, shape, problems);
        var input = model is null ? null : TeacherFile.Input(spec, model, shape, TeacherFile.Where(spec, folder), problems);
        InputException.ThrowIfAny(problems);
        return Completion.Of(spec.Input, input!, shape);
    }
}
