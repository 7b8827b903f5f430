using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A recipe on real images that runs in seconds.</summary>
internal static class Tiny
{
    public const string Student = """
        name: tiny
        input: { shape: [1, 28, 28], mean: [0.2860], deviation: [0.3530] }
        layers:
          - conv: { channels: 8, stride: 2, padding: 1 }
          - batch-norm
          - relu
          - conv: { channels: 16, stride: 2, padding: 1 }
          - batch-norm
          - relu
          - global-average-pool
          - linear: { features: 10 }
        """;

    public const string Recipe = """
        dataset: { fashion-mnist-small: { validation: 200, split: tail, limit: 1000 } }
        teachers: [ { name: fashion-cnn-a }, { name: fashion-residual-b } ]
        ensemble: { mix: mean-probabilities }
        student: student.yaml
        seed: 3
        batch: 50
        augmentations: [ { pad-and-crop: { pad: 2 } } ]
        views: 2
        stages:
          - name: distill
            epochs: 3
            loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]
            optimizer: { sgd: { nesterov: true } }
            schedule: { warmup-cosine: { peak: 0.1 } }
        """;

    /// <summary>Writes recipe and student into a folder and gives the recipe's path.</summary>
    public static string Write(TemporaryFolder folder, string recipe = Recipe, string student = Student)
    {
        File.WriteAllText(folder.In("student.yaml"), student);
        File.WriteAllText(folder.In("recipe.yaml"), recipe);
        return folder.In("recipe.yaml");
    }

    /// <summary>The recipe with two hundred of its test images, for tests that train often and do not ask how well.</summary>
    public static CheckedRecipe Measured(CheckedRecipe recipe)
    {
        var test = recipe.Dataset.Test;
        return recipe with
        {
            Dataset = recipe.Dataset with { Test = test.Select(test.Name, [.. Enumerable.Range(0, Math.Min(200, test.Count))]) },
        };
    }

    public static Workplace Place(TemporaryFolder folder) =>
        new()
        {
            Roots = [Repository.Root],
            Data = new Data.Sources.DataFolder(folder.In("data")) { Download = false, Installed = [] },
            Targets = folder.In("targets"),
            Runs = folder.In("runs"),
        };
}
