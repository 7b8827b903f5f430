using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.Benchmarks;

/// <summary>The job that every side does: these teachers, this loss, this optimizer, this batch, views as the images are.</summary>
/// <param name="Teachers">Names in <c>teachers/</c>.</param>
/// <param name="Work">Folder for target stores and runs.</param>
/// <param name="Data">Folder with Fashion-MNIST; null for the built-in part of it.</param>
/// <param name="Threads">Threads of both engines.</param>
internal sealed record Job(IReadOnlyList<string> Teachers, string Work, string? Data, int Threads)
{
    public const int Batch = 128;
    public const double Temperature = 4;
    public const double SoftWeight = 0.9;
    public const double HardWeight = 0.1;

    public static Sgd Optimizer { get; } =
        new()
        {
            Rate = 0.1,
            Momentum = 0.9,
            Nesterov = true,
            WeightDecay = 5e-4,
        };

    public Workplace Workplace =>
        new()
        {
            Roots = [AppContext.BaseDirectory],
            Targets = Path.Combine(Work, "targets"),
            Data = new DataFolder(Data ?? ".") { Download = false },
        };

    public static Stage StageOf(int epochs) =>
        new()
        {
            Name = "distil",
            Epochs = epochs,
            Loss = [new SoftTarget { Temperature = Temperature, Weight = SoftWeight }, new CrossEntropy { Weight = HardWeight }],
            Optimizer = Optimizer,
        };

    /// <summary>The recipe, checked: all images are trained on, no baseline, no validation.</summary>
    public CheckedRecipe Check(string student, int epochs = 10, int? images = null, IReadOnlyList<Augmentation>? augmentations = null) =>
        new Distiller(Workplace).Check(
            new Recipe
            {
                Dataset = Data is null
                    ? new FashionMnistSmall { Validation = 0, Limit = images }
                    : new FashionMnist { Validation = 0, Limit = images },
                Teachers = [.. Teachers.Select(name => new TeacherReference { Name = name })],
                Student = student,
                Batch = Batch,
                Augmentations = augmentations ?? [],
                Baseline = false,
                Stages = [StageOf(epochs)],
            },
            "benchmark",
            Environment.CurrentDirectory
        );

    /// <summary>The teachers' stores, filled where they are not.</summary>
    public IReadOnlyList<TargetStore> Stores(CheckedRecipe recipe)
    {
        new Distiller(Workplace).Label(recipe, Options("label"));
        var train = recipe.Dataset.Train;
        return
        [
            .. recipe.Teachers.Select(t =>
                TargetStore.Open(Workplace.Targets, recipe.StoreKey(t), train.Count, recipe.Views, train.Classes.Count)
            ),
        ];
    }

    public static TrainingData TrainingData(CheckedRecipe recipe, IReadOnlyList<TargetStore> stores) =>
        new()
        {
            Train = recipe.Dataset.Train,
            Validation = recipe.Dataset.Validation,
            Augmentations = recipe.Recipe.Augmentations,
            Views = recipe.Views,
            ViewSeed = recipe.ViewSeed,
            Targets = new SoftTargetSource(stores, new DeepOptDistill.Data.Targets.Mixing.Mixture(new MeanProbabilities())),
        };

    public RunOptions Options(string folder, IProgress<Progress>? progress = null) =>
        new()
        {
            Out = Path.Combine(Work, folder),
            Threads = Threads,
            Command = "scripts/bench-distill",
            Progress = progress,
        };
}
