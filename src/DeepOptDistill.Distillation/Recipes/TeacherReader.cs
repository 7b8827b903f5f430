using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Specs;
using DeepOptDistill.Specs.Nodes;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Finds the teacher that a recipe names, reads its description and asks it three images.</summary>
public sealed class TeacherReader(Workplace workplace)
{
    /// <summary>File that describes a teacher.</summary>
    public const string FileName = "teacher.yaml";

    private const string Onnx = ".onnx";

    /// <summary>
    /// Opens a teacher once, to see that it fits the data; <paramref name="warn"/> hears what a quick look at labelled images finds wrong.
    /// </summary>
    internal CheckedTeacher Open(TeacherReference reference, string folder, string where, Dataset dataset, Action<string>? warn = null)
    {
        var (spec, home) = Read(reference, folder, where);
        if (
            reference.Name is { } name
            && workplace.Find("teachers", name, FileName) is { } shelved
            && Directory.Exists(workplace.RunOf(name))
        )
            warn?.Invoke(
                $"Warning: teacher {name}: there is a run of this name too; {Path.GetDirectoryName(shelved)} is taken. Name the run by "
                    + "its path to take it."
            );
        using var teacher = Teacher.Open(spec, home, dataset.Shape, dataset.Classes, threads: 1, dataset.Task);
        var findings = warn is null ? null : Examine(spec, home, dataset);
        foreach (var finding in findings ?? [])
            warn!($"Warning: teacher {spec.Name}: {finding}");
        foreach (var note in dataset.Task == TaskKind.Classes ? ClassNotes.Of(teacher, dataset.Classes) : [])
            warn?.Invoke($"Warning: teacher {note}");
        if (warn is not null)
        {
            foreach (var unknown in MeasureWarnings.Of(spec.Name, Path.Combine(home, spec.Model), teacher.Takes))
                warn($"Warning: {unknown}");
        }
        var opened = Known(
            new CheckedTeacher(teacher.Spec, home, teacher.Key)
            {
                Knows = teacher.Knows.All(known => known) ? [] : teacher.Knows,
                Findings = findings,
            },
            dataset
        );
        if (spec.Learned != TeacherSpec.LearnedNone)
            foreach (var note in LearnedSamples.Notes(opened, dataset))
                warn?.Invoke($"Warning: {note}");
        if (OtherFillings.Note($"Teacher {spec.Name}", Path.Combine(home, spec.Model), dataset.Train.Shape) is { } other)
            warn?.Invoke($"Warning: {other}");
        if (GuessedWords.Note(spec, teacher.Spec) is { } guessed)
            warn?.Invoke($"Warning: teacher {spec.Name}: {guessed}");
        if (warn is not null && FamiliarTeacher.Note(teacher, opened, dataset) is { } familiar)
            warn($"Warning: teacher {spec.Name} {familiar}");
        return opened;
    }

    /// <summary>Counts the samples of the recipe that the teacher learned from, where it says what it learned from.</summary>
    internal static CheckedTeacher Known(CheckedTeacher teacher, Dataset dataset)
    {
        if (teacher.Spec.Learned == TeacherSpec.LearnedNone)
            return teacher with { KnownTest = 0 };
        if (LearnedSamples.FileOf(teacher.Spec) is not { } file)
            return teacher;
        var (learned, own) = (SampleLedger.Read(Path.Combine(teacher.Folder, file)), SampleLedger.Of(dataset.Train));
        return teacher with { KnownValidation = learned.Known(dataset.Validation, own), KnownTest = learned.Known(dataset.Test, own) };
    }

    /// <summary>A teacher's description and file alone, where the data that it is to answer cannot be read; it is asked nothing.</summary>
    /// <exception cref="InputException">What is wrong with either.</exception>
    internal CheckedTeacher Look(TeacherReference reference, string folder, string where)
    {
        var (spec, home) = Read(reference, folder, where);
        OnnxModel.Read(Path.Combine(home, spec.Model));
        return new CheckedTeacher(spec, home, "");
    }

    /// <summary>What a quick look at the teacher's answers to labelled images finds wrong.</summary>
    internal static IReadOnlyList<string> Examine(TeacherSpec spec, string folder, Dataset dataset) =>
        [.. TeacherExamination.Of(spec, folder, dataset.Train, ExaminationOptions.Quick).Told("training")];

    /// <summary>Reads a teacher's description.</summary>
    /// <param name="reference">Name or path.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="where">Place of the reference, for the problem.</param>
    public (TeacherSpec Spec, string Folder) Read(TeacherReference reference, string folder, string where)
    {
        if (reference is { Name: null } == reference is { Path: null })
            throw new InputException(
                new Problem(where, reference.Name is null ? "neither 'name' nor 'path'" : "both 'name' and 'path'", "one of them")
            );
        var (spec, home) = reference.Name is { } name
            ? Named(name, where, folder)
            : AtPath(Path.GetFullPath(reference.Path!, folder), where);
        return (spec with { Input = reference.Input ?? spec.Input, Output = reference.Output ?? spec.Output }, home);
    }

    /// <summary>
    /// The teacher that a command line names in one word: an ONNX file, a folder with a teacher.yaml, a folder in <c>teachers/</c>, or a
    /// finished run.
    /// </summary>
    /// <param name="model">The word.</param>
    /// <param name="where">Place of the word, for the problem; the word itself where left out.</param>
    /// <exception cref="InputException">There is none.</exception>
    public (TeacherSpec Spec, string Folder) Find(string model, string? where = null)
    {
        var isPath = File.Exists(model) || Directory.Exists(model) || model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
        return Told(isPath ? AtPath(Path.GetFullPath(model), where ?? model) : Named(model, where ?? model));
    }

    /// <summary>With what a recipe says of the same file, where one is at hand.</summary>
    private (TeacherSpec, string) Told((TeacherSpec Spec, string Folder) found)
    {
        var file = Path.GetFullPath(Path.Combine(found.Folder, found.Spec.Model));
        foreach (var (reference, folder) in workplace.Described)
        {
            if ((reference.Input is null && reference.Output is null) || FileOf(reference, folder) != file)
                continue;
            var spec = found.Spec with { Input = reference.Input ?? found.Spec.Input, Output = reference.Output ?? found.Spec.Output };
            return (spec, found.Folder);
        }
        return found;
    }

    private string? FileOf(TeacherReference reference, string folder)
    {
        try
        {
            var (spec, home) = reference.Name is { } name ? Named(name, "") : AtPath(Path.GetFullPath(reference.Path ?? "", folder), "");
            return Path.GetFullPath(Path.Combine(home, spec.Model));
        }
        catch (InputException)
        {
            // What is wrong with another teacher of the recipe is none of this one's.
            return null;
        }
    }

    /// <summary>A folder in <c>teachers/</c>, else a run: a run must not change what a recipe of old means.</summary>
    private (TeacherSpec, string) Named(string name, string where, string? beside = null)
    {
        if (workplace.Find("teachers", name, FileName) is { } file)
            return Described(file);
        if (FinishedRun.Find(workplace, name, where) is { } run)
            return run.AsTeacher(Described(run.Description).Spec);
        var (names, runs) = (workplace.Names("teachers", FileName), FinishedRun.Names(workplace));
        var expected = $"one of {string.Join(", ", names)}, {Finished(workplace.Runs, runs)}";
        throw new InputException(
            workplace.Find("teachers", name, "recipe.yaml") is { } recipe
                ? new Problem(
                    where,
                    $"teacher '{name}', which is not trained yet",
                    expected,
                    $"Train it with 'deepopt train {recipe}', and name the run's folder as its 'path'."
                )
                : new Problem(
                    where,
                    $"teacher '{name}'",
                    expected,
                    IsThere(name, beside)
                        ? $"There is a folder or file '{name}' beside the recipe: write path: {name}."
                        : Nearest.Remedy(name, [.. names, .. runs])
                )
        );
    }

    private static bool IsThere(string name, string? beside) =>
        beside is not null && name.Length > 0 && (File.Exists(Path.Combine(beside, name)) || Directory.Exists(Path.Combine(beside, name)));

    /// <summary>Where runs were looked for, and what was there.</summary>
    private static string Finished(string folder, IReadOnlyList<string> runs)
    {
        var place = Path.GetFullPath(folder);
        if (!Directory.Exists(place))
            return $"or a finished run in {place}, which is not there";
        return $"or a finished run in {place}{(runs.Count > 0 ? $": {string.Join(", ", runs)}" : ", where there is none")}";
    }

    private static (TeacherSpec, string) AtPath(string path, string where)
    {
        if (Directory.Exists(path))
            path = Path.Combine(path, FileName);
        if (!File.Exists(path))
            throw new InputException(
                new Problem(
                    where,
                    $"no file {path}",
                    "a folder with a teacher.yaml, or an ONNX file",
                    Nearest.Remedy(Path.GetFileName(path), Neighbours(path))
                )
            );
        if (Path.GetExtension(path) is ".yaml" or ".yml")
            return Described(path);
        if (!path.EndsWith(Onnx, StringComparison.OrdinalIgnoreCase))
            throw new InputException(
                new Problem(
                    where,
                    $"the file {path}",
                    "an ONNX file, what describes one (.yaml), or a folder with both",
                    "Networks of other forms are exported first: torch.onnx.export, tf2onnx, skl2onnx."
                )
            );
        return Beside(path)
            ?? (
                new TeacherSpec { Name = Path.GetFileNameWithoutExtension(path), Model = Path.GetFileName(path) },
                Path.GetDirectoryName(path)!
            );
    }

    /// <summary>Names of the networks and folders in the folder of a file that is not there.</summary>
    private static IEnumerable<string> Neighbours(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
            return [];
        var folders = Directory.EnumerateDirectories(folder).Select(entry => Path.GetFileName(entry));
        var files = Directory.EnumerateFiles(folder, "*" + Onnx).Select(entry => Path.GetFileName(entry));
        return folders.Concat(files).Order(StringComparer.Ordinal);
    }

    /// <summary>
    /// What describes an ONNX file: the <c>.yaml</c> of its name, else the <c>teacher.yaml</c> of its folder, if that is about this file.
    /// </summary>
    private static (TeacherSpec, string)? Beside(string onnx)
    {
        var (own, shared) = (Path.ChangeExtension(onnx, ".yaml"), Path.Combine(Path.GetDirectoryName(onnx)!, FileName));
        if (File.Exists(own) && !IsOfAnotherKind(own))
        {
            // Two descriptions of one network are refused there.
            if (File.Exists(shared))
                Described(shared);
            return (Described(own).Spec with { Model = Path.GetFileName(onnx) }, Path.GetDirectoryName(onnx)!);
        }
        if (!File.Exists(shared))
            return null;
        // One of several networks in a folder is called by its own name, not by the folder's.
        var stem = Path.GetFileNameWithoutExtension(onnx);
        var told = Described(shared, stem == Path.GetFileNameWithoutExtension(new TeacherSpec().Model) ? null : stem);
        if (told.Spec.Model == Path.GetFileName(onnx))
            return told;
        if (File.Exists(Path.Combine(told.Folder, told.Spec.Model)))
            return null;
        throw new InputException(
            new Problem(
                shared,
                $"a description of {told.Spec.Model}, which is not there",
                $"one of {Path.GetFileName(onnx)}, or of another network that lies beside it",
                $"Write 'model: {Path.GetFileName(onnx)}' there, or move the file away."
            )
        );
    }

    private static InputException Twice(string onnx, string own, string shared) =>
        new(
            new Problem(
                onnx,
                $"two descriptions of it, {Path.GetFileName(own)} and {Path.GetFileName(shared)}",
                "one",
                "Remove one of them: a network must not change with the name by which it is asked."
            )
        );

    /// <summary>Whether a file of the network's name is a student or a recipe.</summary>
    private static bool IsOfAnotherKind(string file) =>
        File.ReadLines(file)
            .Any(line => line.StartsWith("layers:", StringComparison.Ordinal) || line.StartsWith("stages:", StringComparison.Ordinal));

    private static (TeacherSpec Spec, string Folder) Described(string file, string? unnamed = null)
    {
        var (spec, folder) = (SpecFile.Read<TeacherSpec>(file, Kinds.All).Value, Path.GetDirectoryName(Path.GetFullPath(file))!);
        var isShared = Path.GetFileName(file) == FileName;
        if (spec.Name.Length == 0)
            spec = spec with { Name = unnamed ?? (isShared ? Path.GetFileName(folder) : Path.GetFileNameWithoutExtension(file)) };
        var own = Path.ChangeExtension(Path.Combine(folder, spec.Model), ".yaml");
        if (isShared && Path.GetFileName(own) != FileName && File.Exists(own) && !IsOfAnotherKind(own))
            throw Twice(Path.Combine(folder, spec.Model), own, file);
        if (File.Exists(Path.Combine(folder, spec.Model)) || spec.Model != new TeacherSpec().Model)
            return (spec, folder);
        var namesake = Path.ChangeExtension(Path.GetFileName(file), Onnx);
        if (File.Exists(Path.Combine(folder, namesake)))
            return (spec with { Model = namesake }, folder);
        // A folder with one network needs no word about which.
        return Directory.GetFiles(folder, "*" + Onnx) is [var only]
            ? (spec with { Model = Path.GetFileName(only) }, folder)
            : (spec, folder);
    }
}
