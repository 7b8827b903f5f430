using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Images;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Every kind a recipe or a student can name.</summary>
public static class Kinds
{
    /// <summary>The catalog over Data, Images, Students, Training and the studies.</summary>
    public static Catalog All { get; } =
        new(
            typeof(DatasetSpec).Assembly,
            typeof(ImageFolder).Assembly,
            typeof(Block).Assembly,
            typeof(Loss).Assembly,
            typeof(Kinds).Assembly
        );
}
