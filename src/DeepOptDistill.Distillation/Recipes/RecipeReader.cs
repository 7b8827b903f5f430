using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Distillation.Finishing;
using DeepOptDistill.Images;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Reads a recipe and everything it names, and finds every problem before any work.</summary>
public sealed class RecipeReader(Workplace workplace, IProgress<Progress>? progress = null, Action<string>? warn = null)
{
    private const double UsualValidation = 0.1;

    private readonly List<Problem> problems = [];

    /// <summary>Reads and checks a recipe file.</summary>
    /// <param name="recipe">A path, or <c>STUDENT/RECIPE</c>.</param>
    /// <param name="purpose">What it will be used for.</param>
    /// <param name="overrides">Changes as <c>stages[0].epochs=60</c>.</param>
    /// <param name="cancel">Stops a download of data.</param>
    /// <exception cref="InputException">Everything that is wrong with it.</exception>
    public CheckedRecipe Read(string recipe, Purpose purpose, IEnumerable<string>? overrides = null, CancellationToken cancel = default)
    {
        var path = workplace.RecipeFile(recipe);
        IReadOnlyList<string> changes = [.. overrides ?? []];
        problems.Clear();
        var spec = Collect<Spec<Recipe>>(() => SpecFile.Read<Recipe>(path, Kinds.All, changes));
        if (spec is null)
            Look(path, changes, purpose, cancel);
        InputException.ThrowIfAny(problems);
        return Check(spec!.Value, PlaceOf(path, spec), purpose, cancel);
    }

    /// <summary>Whether a recipe names teachers, or networks that teach each other; true where it cannot be read.</summary>
    /// <param name="recipe">Path, or name of a bundled recipe.</param>
    /// <param name="overrides">Changes as <c>stages[0].epochs=60</c>.</param>
    public bool IsTaught(string recipe, IEnumerable<string> overrides)
    {
        var path = workplace.RecipeFile(recipe);
        if (!File.Exists(path) || Sound(path, [.. overrides])?.Value is not { } said)
            return true;
        return said.Teachers.Count > 0 || said.Peers > 1 || said.Generations > 1;
    }

    private static RecipePlace PlaceOf(string path, Spec<Recipe> spec) =>
        new(Name(path), Path.GetDirectoryName(Path.GetFullPath(path))!, spec.Where);

    /// <summary>A recipe with problems of its own: what its sound keys name is looked at too, so that all is told at once.</summary>
    private void Look(string path, IReadOnlyList<string> changes, Purpose purpose, CancellationToken cancel)
    {
        if (!File.Exists(path) || Sound(path, changes) is not { } spec)
            return;
        var (recipe, place) = (spec.Value, PlaceOf(path, spec));
        var files = workplace.Data with { Beside = place.Folder };
        var dataset = recipe.Dataset is null ? null : Collect(() => recipe.Dataset.Load(files, progress, cancel), place);
        var student = recipe.Student?.Path is null ? null : Collect(() => StudentOf(recipe, place));
        dataset ??= recipe.Dataset is null ? null : WithUsualValidation(recipe.Dataset, files, cancel);
        var alone = student is null ? [] : RecipeRules.OfStudent(student.Value, dataset, student.Where);
        problems.AddRange(alone);
        var teachers = purpose == Purpose.Train ? [] : Teachers(recipe, dataset, place, heard: null);
        if (student is null || recipe.Stages is null || alone.Count > 0)
            return;
        if (dataset is not null)
            problems.AddRange(RecipeRules.Fit(recipe, student.Value, dataset, place));
        if (purpose != Purpose.Train)
            LookAtHints(recipe, student.Value, dataset, teachers, place);
    }

    private static Spec<Recipe>? Sound(string path, IReadOnlyList<string> changes)
    {
        try
        {
            return SpecFile.ReadSound<Recipe>(path, Kinds.All, changes);
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>Checks a recipe that was built in code; relative paths start at <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">Everything that is wrong with it.</exception>
    public CheckedRecipe Check(Recipe recipe, string name, string folder, Purpose purpose, CancellationToken cancel = default)
    {
        InputException.ThrowIfAny([.. SpecValidation.Check(recipe)]);
        return Check(recipe, new RecipePlace(name, folder, path => path), purpose, cancel);
    }

    private CheckedRecipe Check(Recipe recipe, RecipePlace place, Purpose purpose, CancellationToken cancel)
    {
        problems.Clear();
        // Advice on hints is for recipes that have none yet, or wrong ones.
        if (purpose == Purpose.Advise)
            recipe = recipe with { Stages = [] };
        var student = recipe.Student.Onnx is null ? Collect(() => StudentOf(recipe, place)) : null;
        var files = workplace.Data with { Beside = place.Folder };
        var dataset =
            Collect(() => recipe.Dataset.Load(files, progress, cancel), place) ?? WithUsualValidation(recipe.Dataset, files, cancel);
        var imported = recipe.Student.Onnx is null || dataset is null ? null : Collect(() => Import(recipe, dataset, place));
        if (imported is not null)
            student = new ReadStudent(imported.Spec, _ => place.Where("student"));
        foreach (var warning in dataset?.Warnings ?? [])
            warn?.Invoke($"Warning: {warning}");
        var transfer =
            dataset is null || purpose == Purpose.Train ? dataset?.Train : Collect(() => TransferRules.Take(recipe, dataset.Train, place));
        if (transfer is not null && recipe.Unlabelled is not null && purpose != Purpose.Train)
            transfer = Collect(() => Extended(recipe, transfer, files, place, cancel));
        foreach (var warning in transfer?.Warnings.Except(dataset?.Warnings ?? []) ?? [])
            warn?.Invoke($"Warning: {warning}");
        problems.AddRange(RecipeRules.Of(recipe, purpose, place));
        problems.AddRange(EnsembleRules.Of(recipe, place));
        if (dataset is not null)
            problems.AddRange([.. TaskRules.Of(recipe, dataset, purpose, place), .. Unheld(dataset)]);
        var alone = student is null ? [] : RecipeRules.OfStudent(student.Value, dataset, student.Where);
        problems.AddRange(alone);
        var fits = student is not null && dataset is not null && alone.Count == 0;
        if (fits)
            problems.AddRange(RecipeRules.Fit(recipe, student!.Value, dataset!, place));
        if (fits && UnscaledColumns.Note(student!.Value, dataset!) is { } unscaled)
            warn?.Invoke($"Warning: {unscaled}");
        var teachers = purpose == Purpose.Train ? [] : Teachers(recipe, dataset, place, warn);
        if (dataset is not null && purpose != Purpose.Train && teachers.Count == recipe.Teachers.Count)
            problems.AddRange(EnsembleRules.Fit(recipe, dataset, teachers, place));
        var isWhole = fits && (purpose == Purpose.Train || teachers.Count == recipe.Teachers.Count);
        IReadOnlyList<CheckedHint> hints = isWhole ? Deeper(recipe, student!.Value, dataset!, teachers, purpose, place) : [];
        if (!isWhole && student is not null && purpose != Purpose.Train)
            LookAtHints(recipe, student.Value, dataset, teachers, place);
        InputException.ThrowIfAny(problems);
        var yaml = SpecWriter.Write(recipe);
        var studentYaml = imported?.Text ?? SpecWriter.Write(student!.Value);
        var code = ForeignCode.Of(recipe, student!.Value);
        // Every option with its value, also where it is a default: a default that changes is another recipe.
        List<string> parts =
        [
            "deepopt.recipe/2",
            purpose.ToString(),
            SpecWriter.WriteEverything(recipe),
            imported?.Text ?? SpecWriter.WriteEverything(student!.Value),
            dataset!.Hash,
            .. recipe.Unlabelled is null ? [] : (string[])[transfer!.Hash],
            .. teachers.Select(t => t.Key),
            .. hints.Select(hint => hint.Feature.Tensor),
            .. code,
        ];
        var read = new CheckedRecipe
        {
            Name = place.Name,
            Recipe = recipe.WithCorrection() with { Stages = BalancedClasses.Weighted(recipe.Stages, dataset.Train) },
            Yaml = yaml,
            Student = student!.Value with { Input = student.Value.Input.RelativeTo(dataset.Shape) },
            Imported = imported,
            StudentYaml = studentYaml,
            Teachers = teachers,
            Hints = hints,
            Dataset = dataset,
            Transfer = transfer!,
            Purpose = purpose,
            Hash = ContentHash.Of(parts),
            Code = code,
        };
        if (warn is not null)
        {
            foreach (var note in read.Copies?.Warnings(dataset) ?? [])
                warn($"Warning: {note}");
        }
        return read;
    }

    /// <summary>
    /// Data that only their validation split keeps from being read, with the usual one, so that what is wrong beside it is told as well;
    /// null where they cannot be read so either.
    /// </summary>
    private static Dataset? WithUsualValidation(DatasetSpec spec, DataFolder files, CancellationToken cancel)
    {
        try
        {
            return spec.Validation == UsualValidation ? null : (spec with { Validation = UsualValidation }).Load(files, null, cancel);
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>The transfer set with the samples behind it that have no labels.</summary>
    private SampleSet Extended(Recipe recipe, SampleSet transfer, DataFolder files, RecipePlace place, CancellationToken cancel)
    {
        var fit = recipe.Dataset is ImageFolder own ? own.Fit : Fit.Crop;
        var reading = new UnlabelledReading
        {
            ChannelsLast = recipe.Dataset is NpyDataset { ChannelsLast: true },
            Folder = (path, shape) => UnlabelledFolder.Read(path, shape, fit, files, progress, cancel),
        };
        var seed = new Seed((ulong)recipe.Seed).Derive("unlabelled");
        return recipe.Unlabelled!.Extend(transfer, files, seed, place.Where("unlabelled"), reading, cancel);
    }

    /// <summary>What can only be asked of a student that fits its data: hints, layers that stages name, the correction of biases.</summary>
    private IReadOnlyList<CheckedHint> Deeper(
        Recipe recipe,
        StudentSpec student,
        Dataset dataset,
        List<CheckedTeacher> teachers,
        Purpose purpose,
        RecipePlace place
    )
    {
        var trains = purpose == Purpose.Train;
        var before = problems.Count;
        IReadOnlyList<CheckedHint> hints = trains
            ? []
            : new HintReader(recipe.Stages, student, teachers, dataset.Shape, place.Where).Read(problems);
        if (problems.Count > before)
            return [];
        var stages = trains ? [.. recipe.Stages.Select(stage => stage.OnHardLabels(dataset.Task))] : recipe.Stages;
        problems.AddRange(RecipeRules.Layers(recipe with { Stages = stages }, student, [.. hints.Select(hint => hint.Feature)], place));
        if (!trains || recipe.Finish.Count > 0)
            problems.AddRange(Finishing(recipe, student, dataset, place));
        if (trains && recipe.Finish.OfType<CorrectBias>().Any())
            warn?.Invoke("Warning: 'correct-bias' is left out: 'deepopt train' learns from samples of all classes.");
        return hints;
    }

    /// <summary>What is wrong with the steps behind the training; the older key for corrected biases is named as it was written.</summary>
    private static IEnumerable<Problem> Finishing(Recipe recipe, StudentSpec student, Dataset dataset, RecipePlace place)
    {
        var plan = new FinishingPlan(dataset.Validation.Count > 0, recipe.Repeats, recipe.Transfer, student)
        {
            HasKin = recipe.Generations > 1 || recipe.Peers > 1,
        };
        var (steps, older) = (recipe.WithCorrection().Finish, recipe.WithCorrection().Finish.Count - recipe.Finish.Count);
        return FinishingRules.Of(steps, plan, at => place.Where(at < older ? "transfer.correct_bias" : $"finish[{at - older}]"));
    }

    /// <summary>The names in hints, where data, student or teachers have problems of their own, so that all is told at once.</summary>
    private void LookAtHints(Recipe recipe, StudentSpec student, Dataset? dataset, List<CheckedTeacher> teachers, RecipePlace place)
    {
        if (Placement.Of(student, _ => "", []).Count < student.Layers.Count)
            return;
        var shape = dataset?.Shape ?? student.Input.Sample;
        new HintReader(recipe.Stages, student, teachers, shape, place.Where) { IsSound = false }.Read(problems);
    }

    /// <summary>A student that a file's network is; warns of what it learned from before.</summary>
    private ImportedStudent Import(Recipe recipe, Dataset dataset, RecipePlace place)
    {
        if (recipe.Student.Contradiction(place.Where("student")) is { } contradiction)
            throw new InputException(contradiction);
        var imported = Placed(
            place,
            () => ImportedStudent.Read(recipe.Student, dataset, new TeacherReader(workplace), place.Folder, place.Where("student"))
        );
        foreach (var note in imported.Notes(dataset))
            warn?.Invoke($"Warning: {note}");
        return imported;
    }

    /// <summary>Problems of keys below 'student' at the lines of these keys.</summary>
    private static T Placed<T>(RecipePlace place, Func<T> read)
    {
        var student = place.Where("student");
        try
        {
            return read();
        }
        catch (InputException error)
        {
            throw new InputException([
                .. error.Problems.Select(problem => problem with { Where = PlaceOf(problem.Where, student, place) }),
            ]);
        }
    }

    /// <summary>The line of a key below 'student'; a file that is looked at as teachers are is named as the student that it is.</summary>
    private static string PlaceOf(string where, string student, RecipePlace place)
    {
        const string AsTeacher = "teacher ";
        if (where.StartsWith(student + ".", StringComparison.Ordinal))
            return place.Where("student" + where[student.Length..]);
        if (where.StartsWith("tensor ", StringComparison.Ordinal))
            return $"{student}, {where}";
        return where.StartsWith(AsTeacher, StringComparison.Ordinal) ? $"{student}, {where[AsTeacher.Length..]}" : where;
    }

    private ReadStudent StudentOf(Recipe recipe, RecipePlace place)
    {
        if (recipe.Student.Contradiction(place.Where("student")) is { } contradiction)
            throw new InputException(contradiction);
        var said = recipe.Student.Path!;
        var path = Path.Combine(place.Folder, said);
        if (Directory.Exists(path))
            path = Path.Combine(path, "student.yaml");
        if (!File.Exists(path))
            path = workplace.Find("students", said, "student.yaml");
        if (path is not null && SpecFile.Read<StudentSpec>(path, Kinds.All) is var read)
            return new(read.Value, read.Where);
        throw new InputException(
            new Problem(
                place.Where("student"),
                $"student '{said}'",
                "a student.yaml beside the recipe or a folder in students/",
                Nearest.Remedy(said, [.. workplace.Names("students", "student.yaml"), .. Beside(place.Folder)])
            )
        );
    }

    private static IEnumerable<string> Beside(string folder) =>
        !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>The teachers that fit the data; where these cannot be read, descriptions and files alone are looked at.</summary>
    private List<CheckedTeacher> Teachers(Recipe recipe, Dataset? dataset, RecipePlace place, Action<string>? heard)
    {
        var reader = new TeacherReader(workplace);
        var teachers = new List<CheckedTeacher>();
        for (var i = 0; i < recipe.Teachers.Count; i++)
        {
            var reference = recipe.Teachers[i];
            var where = place.Where($"teachers[{i}]");
            var opened = Collect(() =>
                dataset is null ? reader.Look(reference, place.Folder, where) : reader.Open(reference, place.Folder, where, dataset, heard)
            );
            if (opened is not null)
                teachers.Add(Apart(opened, teachers));
        }
        return teachers;
    }

    /// <summary>A second teacher of one name is told apart by a number behind it: two runs may train one network.</summary>
    private static CheckedTeacher Apart(CheckedTeacher teacher, List<CheckedTeacher> others)
    {
        var (name, number) = (teacher.Spec.Name, 2);
        while (others.Exists(other => other.Spec.Name == name))
            name = FormattableString.Invariant($"{teacher.Spec.Name}-{number++}");
        return name == teacher.Spec.Name ? teacher : teacher with { Spec = teacher.Spec with { Name = name } };
    }

    /// <summary>Splits whose answers no array can hold: all of them are scored at once.</summary>
    private static IEnumerable<Problem> Unheld(Dataset dataset) =>
        new[] { dataset.Validation, dataset.Test }
            .Select(set => RowArray.Check(set.Count, dataset.Classes.Count, $"answers to {set.Name}"))
            .OfType<Problem>();

    /// <summary>A student and where each part of it stands.</summary>
    private sealed record ReadStudent(StudentSpec Value, Func<object, string> Where);

    /// <summary>
    /// Reads something and collects its problems; keys that these name are given their line, where the recipe is at hand.
    /// </summary>
    private T? Collect<T>(Func<T?> read, RecipePlace? place = null)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InputException e)
        {
            problems.AddRange(e.Problems.Select(problem => Placed(problem, place)));
            return null;
        }
    }

    private static Problem Placed(Problem problem, RecipePlace? place)
    {
        const string Data = "dataset.";
        if (place is null || !problem.Where.StartsWith(Data, StringComparison.Ordinal))
            return problem;
        var line = place.Where(problem.Where);
        return line == problem.Where ? problem : problem with { Where = $"{line}, {problem.Where[Data.Length..]}" };
    }

    private static string Name(string path)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return $"{folder}/{Path.GetFileNameWithoutExtension(path)}";
    }
}

/// <summary>Where a recipe came from.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Folder">Where relative paths start.</param>
/// <param name="Where">Place in the file of a path such as <c>stages[0].loss[1]</c>.</param>
internal sealed record RecipePlace(string Name, string Folder, Func<string, string> Where);
