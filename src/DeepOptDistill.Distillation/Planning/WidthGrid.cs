namespace DeepOptDistill.Distillation.Planning;

/// <summary>Numbers of channels that a block may have.</summary>
/// <param name="Multiple">They are its multiples.</param>
/// <param name="Least">The smallest.</param>
internal sealed record WidthGrid(int Multiple, int Least)
{
    /// <summary>Multiples of 16 train several times faster than others.</summary>
    public static WidthGrid Fast { get; } = new(16, 16);

    /// <summary>Multiples of 8 come nearer to a budget.</summary>
    public static WidthGrid Fine { get; } = new(8, 16);

    /// <summary>Narrower than FitNets are, for what else is beyond the budget.</summary>
    public static WidthGrid Thin { get; } = new(8, 8);

    /// <summary>The number of channels that is nearest to so many multiples.</summary>
    public int Nearest(double multiples) => Math.Max(Least, Multiple * (int)Math.Round(multiples, MidpointRounding.AwayFromZero));
}
