using DeepOptDistill.Core.Problems;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A run of the workplace that came to its end: its student is a teacher by the run's name.</summary>
/// <remarks>
/// Mirzadeh et al. 2020, Improved Knowledge Distillation via Teacher Assistant, arXiv 1902.03393: between a large teacher and a small
/// student learns one of a size between.
/// </remarks>
internal sealed record FinishedRun
{
    private const string Record = "record.json";

    private FinishedRun(string folder) => Folder = folder;

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>What its student is as a teacher.</summary>
    public string Description => Path.Combine(Folder, TeacherReader.FileName);

    /// <summary>The run of a name; null where there is none.</summary>
    /// <exception cref="InputException">There is one, but it is not finished.</exception>
    public static FinishedRun? Find(Workplace workplace, string name, string where)
    {
        var run = new FinishedRun(workplace.RunOf(name));
        if (name.Length == 0 || !Directory.Exists(run.Folder))
            return null;
        return run.Missing is not { } missing
            ? run
            : throw new InputException(
                new Problem(
                    where,
                    $"run '{name}', which is not finished ({run.Folder} has no {missing})",
                    "a finished run",
                    "Run its recipe again: it goes on where it was."
                )
            );
    }

    /// <summary>Names of the finished runs.</summary>
    public static IReadOnlyList<string> Names(Workplace workplace) =>
        !Directory.Exists(workplace.Runs)
            ? []
            :
            [
                .. Directory
                    .EnumerateDirectories(workplace.Runs)
                    .Select(folder => new FinishedRun(folder))
                    .Where(run => run.Missing is null)
                    .Select(run => Path.GetFileName(run.Folder))
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>
    /// The teacher under the run's name, by which loss terms and hints of the next recipe ask for it: two runs may train one network.
    /// </summary>
    public (TeacherSpec Spec, string Folder) AsTeacher(TeacherSpec spec)
    {
        var name = Path.GetFileName(Folder);
        return (spec with { Name = name, Origin = $"The student of run {name}. {spec.Origin}".TrimEnd() }, Folder);
    }

    // The record is written last, so that a run without it may have a file of another moment.
    private string? Missing =>
        ((string[])[TeacherReader.FileName, "student.onnx", Record]).FirstOrDefault(file => !File.Exists(Path.Combine(Folder, file)));
}
