namespace DeepOptDistill.Fuzz;

/// <summary>A format with a verb that reads it.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Prepare">Writes a changed file into a folder and gives the arguments of the call.</param>
internal sealed record Target(string Name, Func<Dice, string, string[]> Prepare)
{
    /// <summary>What is called in the folder once the first call was fine; null where nothing is.</summary>
    public Func<string, string[]>? Next { get; init; }

    /// <summary>What is wrong with the results in the folder after fine calls; null where nothing is.</summary>
    public Func<string, string?> Check { get; init; } = _ => null;
}
