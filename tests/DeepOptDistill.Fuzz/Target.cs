namespace DeepOptDistill.Fuzz;

/// <summary>A format with a verb that reads it.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Prepare">Writes a changed file into a folder and gives the arguments of the call.</param>
internal sealed record Target(string Name, Func<Dice, string, string[]> Prepare);
