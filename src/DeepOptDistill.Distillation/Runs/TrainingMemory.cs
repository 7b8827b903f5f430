using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What a training takes of the memory, beside the data that all of them share.</summary>
internal static class TrainingMemory
{
    /// <summary>Each tensor of the graph has a value and a gradient, and convolutions a copy in another layout.</summary>
    private const int OfTensor = 3;

    /// <summary>Each number that learns has a gradient, two averages of its optimizer, and a best value or mean.</summary>
    private const int OfNumber = 5;

    /// <summary>Batches that are ready, buffers of the engine, what the heap keeps.</summary>
    private const long Always = 200L << 20;

    /// <summary>An estimate in bytes, rather too much than too little.</summary>
    public static long Of(CheckedRecipe recipe)
    {
        using var network = Network.Outline(recipe.Student);
        var shapes = OnnxExport.Of(network).Shapes.ToDictionary();
        var tensors = shapes.Values.Sum(shape => shape.Aggregate(1.0, (numbers, length) => numbers * Math.Max(1, length)));
        var networks = recipe.Trainees.Max(trainee => trainee.Team.Count);
        var bytes = sizeof(float) * networks * ((OfTensor * tensors * recipe.Recipe.Batch) + (OfNumber * (double)network.ParameterCount));
        return Always + (long)Math.Min(bytes, long.MaxValue / 2.0);
    }
}
