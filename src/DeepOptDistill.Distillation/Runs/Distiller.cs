using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Reporting;
using DeepOptDistill.Reporting.Words;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Carries out recipes: label, train, export, measure, report. An interrupted run goes on where it was; a finished one is not done twice.
/// </summary>
public sealed class Distiller(Workplace workplace)
{
    /// <summary>The file of the student itself, which the folder's teacher.yaml describes.</summary>
    private const string Student = "student.onnx";

    /// <summary>
    /// Reads and checks a recipe file; see <see cref="RecipeReader"/>. Where somebody hears warnings, each teacher answers a few labelled
    /// images.
    /// </summary>
    /// <exception cref="InputException">Everything that is wrong with it.</exception>
    public CheckedRecipe Check(
        string recipe,
        Purpose purpose = Purpose.Distill,
        IEnumerable<string>? overrides = null,
        IProgress<Progress>? progress = null,
        Action<string>? warn = null,
        CancellationToken cancel = default
    ) => new RecipeReader(workplace, progress, warn).Read(recipe, purpose, overrides, cancel);

    /// <summary>Checks a recipe built in code; relative paths start at <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">Everything that is wrong with it.</exception>
    public CheckedRecipe Check(
        Recipe recipe,
        string name,
        string folder,
        Purpose purpose = Purpose.Distill,
        CancellationToken cancel = default
    ) => new RecipeReader(workplace).Check(recipe, name, folder, purpose, cancel);

    /// <summary>Lets the teachers answer every view of every training image; what is stored already is not asked again.</summary>
    /// <returns>Folders of the target stores, in the teachers' order.</returns>
    /// <exception cref="RunFailedException">A teacher's answer is not finite, or the disk is full.</exception>
    public IReadOnlyList<string> Label(CheckedRecipe recipe, RunOptions options, CancellationToken cancel = default) =>
        Guarded(
            options.Out,
            () =>
            {
                var stores = new Labeller(recipe.Teachers, recipe.TrainImages, workplace.Targets, options).Run(cancel);
                foreach (var store in stores)
                    store.Dispose();
                return stores.Select(store => store.Folder).ToList();
            }
        );

    /// <summary>Carries out a recipe and gives its record, which lies in <c>record.json</c> as well.</summary>
    /// <exception cref="InputException">The folder cannot be used.</exception>
    /// <exception cref="RunFailedException">A loss is not finite, the parity gate does not hold, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; run again to go on.</exception>
    public RunRecord Run(CheckedRecipe recipe, RunOptions options, CancellationToken cancel = default) =>
        Guarded(
            options.Out,
            () =>
            {
                using var folder = RunFolder.Open(options.Out, RunIdentity.Of(recipe), options.Overwrite);
                if (RunFolder.ReadRecord(folder.Record) is { } done && done.RecipeHash == recipe.Hash)
                {
                    if (folder.Lost(done) is not { } lost)
                        return Reported(done, folder);
                    options.Warn?.Invoke($"Warning: {lost} is gone or damaged: it is made again from the checkpoints.");
                }
                var choice = recipe.Hints.Count == 0 ? null : FeatureChoice.Of(recipe, workplace.Targets, options.StoreLimit);
                var beginning = RunBeginning.Of(folder, options.Threads, choice is null ? null : () => choice.Cached);
                foreach (var note in beginning.Notes(options.Threads))
                    options.Warn?.Invoke($"Warning: {note}");
                choice = choice?.Kept(beginning.Cached ?? choice.Cached);
                // A teacher that answers beside a training wants the cores for itself.
                if (choice is { Cached: false })
                    options = options with { Jobs = 1 };
                var timings = new Timings(folder.In("checkpoints", "timings.json"), options.Clock);
                // Before the teachers are asked: images that do not determine it are refused before work.
                var input =
                    recipe.Student.Input.Preprocessing.Count == 0
                        ? FittedInput.None
                        : timings.Measure("fit preprocessing", () => recipe.Student.Input.Fit(recipe.Dataset.Train));
                IReadOnlyList<TargetStore> stores =
                    recipe.Teachers.Count == 0
                        ? []
                        : timings.Measure(
                            "label",
                            () => new Labeller(recipe.Teachers, recipe.TrainImages, workplace.Targets, options).Run(cancel)
                        );
                try
                {
                    var targets =
                        stores.Count == 0
                            ? null
                            : new SoftTargetSource(
                                stores,
                                timings.Measure("fit ensemble", () => EnsembleFit.Of(recipe, workplace.Targets, options, cancel))
                            )
                            {
                                Names = [.. recipe.Teachers.Select(teacher => teacher.Spec.Name)],
                            };
                    using var features = choice is null
                        ? null
                        : timings.Measure("hints", () => RunFeatures.Of(recipe, choice, workplace.Targets, options, cancel));
                    var trained = new ModelTraining(
                        recipe,
                        options,
                        folder,
                        timings,
                        input,
                        new Lineage(recipe, options, folder, workplace.Targets)
                    ).Run(targets, features, cancel);
                    folder.CheckKept(trained.Select(model => model.File));
                    foreach (var note in DivergenceNotes.Of(trained, recipe))
                        options.Warn?.Invoke($"Warning: {note}");
                    var measured = timings.Measure(
                        "measure",
                        () => new Measuring(recipe, options, folder, targets?.Mixture, workplace.Targets).Run(trained, cancel)
                    );
                    var record = Record(
                        recipe,
                        options,
                        trained,
                        measured,
                        timings,
                        [
                            .. beginning.Notes(options.Threads),
                            .. choice is null ? [] : (string[])[choice.Describe()],
                            .. Told(recipe, targets, measured.Familiar),
                        ]
                    );
                    var learned = SampleLedger.Of(recipe.Dataset.Train, recipe.Transfer);
                    (recipe.Imported?.Ledger(learned) ?? learned).Write(folder.In(SampleLedger.FileName));
                    foreach (
                        var file in trained
                            .SelectMany(model => model.JoinedFiles.Prepend(model.File))
                            .Where(file => file != Student)
                            .Concat(trained.SelectMany(model => model.Steps).Select(step => step.File))
                            .Distinct()
                    )
                        Describe(recipe, folder, file);
                    AtomicFile.WriteText(folder.In(TeacherReader.FileName), SpecWriter.Write(AsTeacher(recipe, record)));
                    AtomicFile.WriteText(folder.Record, JsonSerializer.Serialize(record, RecordJson.Indented) + "\n");
                    return Reported(record, folder);
                }
                finally
                {
                    foreach (var store in stores)
                        store.Dispose();
                }
            }
        );

    private static RunRecord Reported(RunRecord record, RunFolder folder)
    {
        Report.Write(record, folder.Path);
        return record;
    }

    private static string TermsOf(IReadOnlyList<Stage> stages) =>
        string.Concat(stages.Select(stage => $"{stage.Name}:\n{string.Concat(stage.Loss.Select(TermOf))}"));

    private static string TermOf(Loss loss) => $"  {SpecWriter.WriteEverything(loss).TrimEnd().Replace("\n", "\n  ")}\n";

    private static RunRecord Record(
        CheckedRecipe recipe,
        RunOptions options,
        IReadOnlyList<TrainedModel> trained,
        Measured measured,
        Timings timings,
        IReadOnlyList<string> told
    ) =>
        new()
        {
            Name = recipe.Name,
            Command = options.Command,
            Tool = Origin.Tool,
            Finished = Origin.Now(options.Clock),
            RecipeHash = recipe.Hash,
            Recipe = recipe.Yaml,
            Terms = TermsOf(recipe.StagesOf(Role.Student)),
            Dataset = new DatasetRecord(
                recipe.Dataset.Name,
                recipe.Dataset.Classes,
                recipe.Dataset.Train.Count,
                recipe.Dataset.Validation.Count,
                recipe.Dataset.Test.Count,
                recipe.Dataset.Hash
            )
            {
                Task = recipe.Dataset.Task,
                TestCopies = recipe.Copies?.Test,
            },
            Machine = Machine.Current(),
            Models = measured.Models,
            Cascade = measured.Cascade,
            Familiar = measured.Familiar,
            Comparisons = measured.Paired.Comparisons,
            Gap = measured.Paired.Gap,
            Kin = measured.Kin,
            IntervalsHoldSeeds = true,
            Finish = Own(trained).First(model => model.Role == Role.Student).Steps,
            Epochs = [.. Own(trained).SelectMany(model => model.Epochs)],
            Timings = timings.List,
            Notes =
            [
                $"{Measured(recipe)} are those of the exported networks on the test set, by which nothing was chosen here; "
                    + $"{Threads(options, recipe)}.",
                .. ViewNotes.Of(recipe),
                .. recipe.Dataset.Notes,
                .. recipe.Dataset.Warnings,
                .. recipe.Dataset.Shape.Columns is { Fillings: { Count: > 0 } filled }
                    ? new[] { $"Gaps are filled in, here and by whoever asks the student: {string.Join(", ", filled)}." }
                    : [],
                .. recipe.Transfer.Warnings.Except(recipe.Dataset.Warnings),
                .. recipe.Copies?.Notes(recipe.Dataset) ?? [],
                .. TransferNotes.Of(recipe, Own(trained)),
                .. DivergenceNotes.Of(trained, recipe),
                .. StopNotes.Of(recipe, Own(trained)),
                .. measured.Notes,
                .. Unlabelled(recipe),
                .. recipe.Teachers.SelectMany(teacher => LearnedSamples.Notes(teacher, recipe.Dataset)),
                .. new[] { UnscaledColumns.Note(recipe.Student, recipe.Dataset) }.OfType<string>(),
                .. recipe.Imported?.Notes(recipe.Dataset) ?? [],
                .. told,
                .. new[] { Engine.Note }.OfType<string>(),
                .. recipe.Hints.Select(NoteOf),
                .. GradientNotes.Of([.. Own(trained).SelectMany(model => model.Epochs)], recipe.StagesOf(Role.Student)),
                .. FinishNotes.Of(trained),
                .. Repeated(Own(trained)),
            ],
        };

    private static string NoteOf(CheckedHint hint)
    {
        var (sizes, kind) = (hint.Feature.Sizes, hint.Feature.Activation.Kind);
        var shape = sizes.Count == 3 ? string.Join('×', sizes) : hint.Feature.Count.ToString(CultureInfo.InvariantCulture);
        return $"Hint {hint.Feature.Tap}: {shape}, {(kind.Length > 0 ? kind : "linear")}.";
    }

    private static IEnumerable<string> Repeated(IReadOnlyList<TrainedModel> trained)
    {
        List<IGrouping<Role, TrainedModel>> means = [.. trained.GroupBy(model => model.Role).Where(copies => copies.Count() > 1)];
        if (means.Count == 0)
            yield break;
        var who = string.Join(" and ", means.Select(role => role.Key.ToString().ToLowerInvariant()));
        yield return $"Figures of {who} are means over {means[0].Count()} seeds; their intervals hold the spread over samples and, by "
            + "Student's t, that over seeds.";
    }

    private static string Measured(CheckedRecipe recipe) => recipe.Dataset.Task == TaskKind.Values ? "Scores" : "Accuracies";

    private static string Threads(RunOptions options, CheckedRecipe recipe)
    {
        var (threads, jobs) = (Noun.Counted(options.Threads, "thread"), Math.Min(options.Jobs, recipe.TrainingLines.Count));
        return jobs == 1 ? threads : $"{threads} each, {jobs} trainings at a time";
    }

    private static IEnumerable<string> Unlabelled(CheckedRecipe recipe)
    {
        var (count, noun) = (recipe.Transfer.Count - recipe.Transfer.Labelled, recipe.Transfer.Shape.Noun);
        if (count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"The student learned from {count:#,0} {noun} without labels ")
                + $"beside the training {noun}; "
                + $"{recipe.BaselineSteps} on the labelled ones.";
    }

    /// <summary>What was fitted or stated of the ensemble.</summary>
    private static IEnumerable<string> Told(CheckedRecipe recipe, SoftTargetSource? targets, IReadOnlyList<string> familiar) =>
        targets?.Mixture.Describe(targets.Names) is { Length: > 0 } ensemble
            ? [$"The ensemble, weights and temperatures{Fitted(recipe)}: {ensemble}.", .. Marked(recipe, familiar)]
            : [];

    private static string Fitted(CheckedRecipe recipe) => recipe.Recipe.Ensemble.IsFitted ? " fitted on the validation split" : "";

    /// <summary>What the test set says of fitted numbers stands by itself: the numbers do not depend on it.</summary>
    private static IEnumerable<string> Marked(CheckedRecipe recipe, IReadOnlyList<string> familiar) =>
        recipe.Recipe.Ensemble.IsFitted && familiar.Count > 0
            ? [$"Weights and temperatures were adapted to a split{FamiliarValidation.Mark(familiar)}."]
            : [];

    /// <summary>Baseline and student themselves.</summary>
    private static IReadOnlyList<TrainedModel> Own(IEnumerable<TrainedModel> trained) =>
        [.. trained.Where(model => !model.Trainee.IsAside)];

    /// <summary>
    /// Describes each file beside it, under its name: whoever takes a baseline, a copy of another seed or a generation as a teacher hears
    /// what it learned from.
    /// </summary>
    private static void Describe(CheckedRecipe recipe, RunFolder folder, string relative)
    {
        var file = folder.In(relative);
        var learned = Path.GetRelativePath(Path.GetDirectoryName(file)!, folder.In(SampleLedger.FileName));
        var spec = Exported(recipe) with
        {
            Name = Path.GetFileNameWithoutExtension(file),
            Model = Path.GetFileName(file),
            Learned = learned,
        };
        AtomicFile.WriteText(Path.ChangeExtension(file, ".yaml"), SpecWriter.Write(spec));
    }

    /// <summary>What is so of every network of a run.</summary>
    private static TeacherSpec Exported(CheckedRecipe recipe) =>
        recipe.Described(
            new()
            {
                Dataset = recipe.Dataset.Name,
                Origin = $"Trained by deepopt with recipe {recipe.Name} (hash {recipe.Hash[..12]}).",
                Input = new TeacherInput().Told(recipe.Dataset.Shape),
                Output = new TeacherOutput { Classes = Named(recipe.Dataset) },
            }
        );

    /// <summary>The student's description: a finished run is a teacher.</summary>
    private static TeacherSpec AsTeacher(CheckedRecipe recipe, RunRecord record) =>
        Exported(recipe) with
        {
            Name = recipe.Student.Name,
            Model = Student,
            TestAccuracy = record.Models[^1].Seeds[0].Accuracy,
            Learned = SampleLedger.FileName,
            Sha256 = record.Models[^1].Seeds[0].Hash,
        };

    /// <summary>The classes in the order of the answer; nothing where their names would be taken for something else.</summary>
    private static IReadOnlyList<string> Named(Dataset dataset) =>
        dataset.Task == TaskKind.Values || dataset.Classes.Contains("none") || dataset.Classes.Distinct().Count() < dataset.Classes.Count
            ? []
            : dataset.Classes;

    /// <summary>A full or failing disk in the middle of a run is a failed run, told with its place.</summary>
    private static T Guarded<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(
                new Problem(
                    place,
                    e.Message,
                    "to write its files",
                    "Make room or choose another --out, then run again: it goes on where it was."
                ),
                e
            );
        }
    }
}
