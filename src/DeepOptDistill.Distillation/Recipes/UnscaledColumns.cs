using System.Globalization;
using System.Runtime.InteropServices;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// Columns of large numbers that enter a student as they are: it learns little from the others, and rounding eats the rest.
/// </summary>
internal static class UnscaledColumns
{
    private const double Large = 100;
    private const int Looked = 2000,
        Named = 4;

    /// <summary>What must be told of them; null where there are none, or the student scales what enters it.</summary>
    /// <param name="student">The student.</param>
    /// <param name="data">What it learns from.</param>
    public static string? Note(StudentSpec student, Dataset data)
    {
        var input = student.Input;
        var isPlain =
            input.Preprocessing.Count == 0 && input.Mean.All(mean => mean == 0) && input.Deviation.All(deviation => deviation == 1);
        if (!isPlain || student.Source is not null || !data.Shape.IsRow || data.Train.Count == 0)
            return null;
        var large = Largest(data.Train).Select((number, place) => (number, place)).Where(column => column.number > Large).ToList();
        if (large.Count == 0)
            return null;
        var names = data.Shape.Columns?.Names;
        var said = large
            .Take(Named)
            .Select(column =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(names is null ? $"number {column.place + 1}" : names[column.place])} up to {column.number:0.##e+0}"
                )
            );
        return $"Large numbers enter the student as they are ({string.Join(", ", said)}{(large.Count > Named ? ", …" : "")}): it will "
            + $"hardly learn from "
            + "smaller ones beside them. Write 'preprocessing: [ standardize ]' below its 'input'.";
    }

    private static double[] Largest(SampleSet set)
    {
        var largest = new double[set.Shape.Size];
        for (var sample = 0; sample < Math.Min(Looked, set.Count); sample++)
        {
            var numbers = MemoryMarshal.Cast<byte, float>(set.Image(sample));
            for (var i = 0; i < largest.Length; i++)
                largest[i] = Math.Max(largest[i], Math.Abs(numbers[i]));
        }
        return largest;
    }
}
