using DeepOptDistill.Data.Munge;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>The documents that people write, and those parts of them that have a name of their own.</summary>
public static class Documents
{
    /// <summary>By what people call them, in the order in which they are met.</summary>
    public static IReadOnlyDictionary<string, Type> All { get; } =
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["recipe"] = typeof(Recipe),
            ["stage"] = typeof(Stage),
            ["student"] = typeof(StudentSpec),
            ["teacher"] = typeof(TeacherSpec),
            ["munge"] = typeof(Munging),
        };
}
