using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What is in a model, how it is connected as a teacher, and what is wrong with it as one.</summary>
/// <param name="Model">What is in the file.</param>
/// <param name="Lines">The lines of a <c>teacher.yaml</c> that say how it is connected, written or detected; where it cannot be, those that
/// were written.</param>
/// <param name="Notes">What happens to images and classes on the way, as sentences.</param>
/// <param name="Problem">Why it cannot be connected; null where it can.</param>
/// <param name="Examined">What labelled images showed; null where there were none.</param>
public sealed record TeacherInspection(
    ModelInspection Model,
    IReadOnlyList<string> Lines,
    IReadOnlyList<string> Notes,
    string? Problem,
    Examined? Examined
)
{
    private const int Shown = 20;

    /// <summary>The lines, those that a finding repairs in its form: a whole <c>teacher.yaml</c>; empty where none is repaired.</summary>
    public IReadOnlyList<string> Repaired
    {
        get
        {
            var repairs = (Examined?.Findings ?? []).SelectMany(finding => finding.Lines).DistinctBy(KeyOf).ToList();
            return repairs.Count == 0
                ? []
                : [.. Lines.Select(line => repairs.FirstOrDefault(repair => KeyOf(repair) == KeyOf(line)) ?? line)];
        }
    }

    /// <summary>Of which split it was asked samples; empty where it was asked none.</summary>
    public string Split { get; init; } = "";

    private static string KeyOf(string line) => line[..line.IndexOf(':')];

    /// <summary>Inspects a model. Without images it is connected to what its own file declares.</summary>
    /// <param name="model">An ONNX file, a folder with a <c>teacher.yaml</c>, or the name of one.</param>
    /// <param name="data">Data of which it is asked the validation samples, or, without such, those of the test split; null for
    /// none.</param>
    /// <param name="workplace">Where names are looked up.</param>
    /// <param name="shapes">Shapes of inputs where the file leaves them open; only without data.</param>
    /// <exception cref="InputException">The file does not run, or does not fit the images.</exception>
    public static TeacherInspection Of(string model, Dataset? data, Workplace workplace, IReadOnlyDictionary<string, long[]>? shapes = null)
    {
        // The test split is for the last measurement alone.
        var set = data is { Validation.Count: >= TeacherExamination.Fewest } ? data.Validation : data?.Test;
        var (spec, folder) = new TeacherReader(workplace).Find(model);
        var path = Path.Combine(folder, spec.Model);
        if (set is null)
            return Alone(spec, folder, path, shapes ?? new Dictionary<string, long[]>());
        // Before it is opened as a teacher, which refuses some of what the examination explains.
        var thoroughly = new ExaminationOptions { Threads = Environment.ProcessorCount };
        var examined = TeacherExamination.Of(spec, folder, set, thoroughly);
        var (connected, takes, knows, notes) = Connect(spec, folder, set, examined);
        return new(
            ModelInspection.Inspect(path, takes),
            TeacherLines.Of(Said(spec, connected)),
            [
                .. ShapeChanges.Of(set.Shape, takes),
                .. new[] { GuessedWords.Note(spec, connected) }.OfType<string>(),
                .. notes,
                .. NamedInFile(path, spec),
                .. Unknown(set.Classes, knows),
                .. new[] { LearnedSamples.Note(spec, folder, set, data!.Train) }.OfType<string>(),
            ],
            null,
            examined
        )
        {
            Split = set == data.Validation ? "validation" : "test",
        };
    }

    private static TeacherInspection Alone(TeacherSpec spec, string folder, string path, IReadOnlyDictionary<string, long[]> shapes)
    {
        var inspection = ModelInspection.Look(path, shapes);
        var declared = Declared.Of(spec, OnnxModel.Look(path));
        var problem =
            declared.Images is null || declared.Classes is null
                ? $"the file leaves open what it takes or answers. Name a data set: "
                    + $"--data-set{(spec.Dataset is { } told ? $" {told}, of which its description speaks" : "")}."
                : null;
        if (problem is not null)
            return new(inspection, Written(spec), [], problem, null);
        try
        {
            using var teacher = Teacher.Look(spec, folder, declared.Images!.Value, declared.Classes!.Value);
            return new(
                inspection,
                TeacherLines.Of(Said(spec, teacher.Spec)),
                [$"It takes {teacher.Takes.Noun} of {teacher.Takes}.", .. NamedInFile(path, spec)],
                null,
                null
            );
        }
        catch (InputException error)
        {
            return new(inspection, Written(spec), [], error.Problems[0].ToString(), null);
        }
    }

    /// <summary>The classes as their description names them: their numbers are those of one data set.</summary>
    private static TeacherSpec Said(TeacherSpec spec, TeacherSpec connected) =>
        spec.Output.Classes.Count == 0 ? connected : connected with { Output = connected.Output with { Classes = spec.Output.Classes } };

    private static List<string> Written(TeacherSpec spec) =>
        [.. TeacherLines.Of(spec).Where(line => !line.EndsWith("{}", StringComparison.Ordinal))];

    /// <summary>Opens the teacher as it is connected; where its kind is refused, as the kind that the examination saw.</summary>
    private static (TeacherSpec, SampleShape, IReadOnlyList<bool>, IReadOnlyList<string>) Connect(
        TeacherSpec spec,
        string folder,
        SampleSet set,
        Examined examined
    )
    {
        try
        {
            using var teacher = Teacher.Open(spec, folder, set.Shape, set.Classes, threads: 1, set.Task);
            var notes = set.Task == TaskKind.Classes ? ClassNotes.Of(teacher, set.Classes) : [];
            return (teacher.Spec, teacher.Takes, teacher.Knows, [.. notes]);
        }
        catch (InputException) when (examined.Findings.Count > 0)
        {
            return (spec, spec.Input.Resized(set.Shape), [.. set.Classes.Select(_ => true)], []);
        }
    }

    /// <summary>The classes that the file itself names, in the order of its answers, where no description does.</summary>
    private static IEnumerable<string> NamedInFile(string path, TeacherSpec spec)
    {
        var file = OnnxModel.Look(path);
        if (spec.Output.Classes.Count > 0 || !ClassLabels.AreTold(file))
            yield break;
        var classes = ClassLabels.Of(file, file.Outputs[0].Name)!;
        var others = classes.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {classes.Count - Shown:#,0} more") : "";
        yield return $"The file names its classes: {string.Join(", ", classes.Take(Shown))}{others}.";
    }

    private static IEnumerable<string> Unknown(IReadOnlyList<string> classes, IReadOnlyList<bool> knows)
    {
        var unknown = classes.Where((_, i) => !knows[i]).ToList();
        if (unknown.Count > 0)
            yield return $"It does not know {string.Join(", ", unknown)}.";
    }
}
