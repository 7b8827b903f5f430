namespace DeepOptDistill.Data.Labels;

/// <summary>
/// What is taken away from numbers in float64 before they become float32: 0 as mostly, and the middle of numbers whose spread is so small
/// beside them that float32 would not tell them apart, as the seconds of a day since 1970.
/// </summary>
/// <param name="Number">What is taken away.</param>
/// <param name="Distinct">Different numbers.</param>
/// <param name="Lost">How many of them float32 does not tell from others all the same.</param>
internal readonly record struct Origin(double Number, int Distinct, int Lost)
{
    /// <summary>The same of numbers from which nothing is taken away.</summary>
    public Origin AsTheyAre => this with { Number = 0, Lost = Whole };

    /// <summary>How many float32 does not tell from others where nothing is taken away.</summary>
    private int Whole { get; init; }

    /// <summary>Steps of float32 that are finer than this share of the deviation lose nothing that anybody measures.</summary>
    private const double Fine = 1e-6;

    /// <summary>The origin of some finite numbers.</summary>
    public static Origin Of(IReadOnlyCollection<double> numbers)
    {
        double[] distinct = [.. numbers.Distinct()];
        var lost = LostOf(distinct, 0);
        if (lost == 0)
            return new(0, distinct.Length, 0);
        var mean = numbers.Average(number => number / 1e3) * 1e3;
        var deviation = Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean)));
        var middle = (distinct.Min() / 2) + (distinct.Max() / 2);
        if (Math.Abs(middle) > 1)
            middle = Math.Round(middle);
        var left = LostOf(distinct, middle);
        var isCoarse = Step(distinct, 0) >= Fine * deviation;
        if (isCoarse && left < lost)
            return new(middle, distinct.Length, Told(distinct, middle, deviation, left)) { Whole = lost };
        return new(0, distinct.Length, Told(distinct, 0, deviation, lost)) { Whole = Told(distinct, 0, deviation, lost) };
    }

    /// <summary>The sentence that numbers were lost; null where none were.</summary>
    /// <param name="name">What a person calls them.</param>
    public string? Warning(string name) =>
        Lost == 0
            ? null
            : FormattableString.Invariant(
                $"{name}: {Lost:#,0} of {Distinct:#,0} different values are lost, as numbers are held in float32 (seven digits). "
            ) + "Divide the column, or leave digits out that say nothing.";

    /// <summary>Lost numbers that count: whole ones, or those between coarse steps.</summary>
    private static int Told(double[] distinct, double origin, double deviation, int lost) =>
        Step(distinct, origin) >= Fine * deviation || Array.TrueForAll(distinct, number => number == Math.Floor(number)) ? lost : 0;

    private static int LostOf(double[] distinct, double origin) =>
        distinct.Length - distinct.Select(number => (float)(number - origin)).Distinct().Count();

    /// <summary>The step between neighbours in float32 at the largest number.</summary>
    private static double Step(double[] distinct, double origin)
    {
        var largest = (float)distinct.Max(number => Math.Abs(number - origin));
        return MathF.BitIncrement(largest) - (double)largest;
    }
}
