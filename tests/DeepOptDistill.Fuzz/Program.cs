using System.Globalization;
using DeepOptDistill.Fuzz;

// Usage: Fuzz REPOSITORY COUNT [SEED] [TARGET…]; faults are kept under .artifacts/fuzz.
if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: scripts/fuzz COUNT [SEED] [FORMAT…]");
    return 2;
}
var (repository, count) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
var first = args.Length > 2 ? ulong.Parse(args[2], CultureInfo.InvariantCulture) : 1;
var work = Directory.CreateTempSubdirectory("deepopt-fuzz-").FullName;
var faults = 0;
try
{
    foreach (
        var target in new Targets(new Corpus(repository, Path.Combine(work, "corpus"))).All.Where(target =>
            args.Length < 4 || args.Skip(3).Contains(target.Name)
        )
    )
    {
        var output = Console.Out;
        var outcomes = new Round(target, Path.Combine(work, "call"), Path.Combine(repository, ".artifacts", "fuzz")).Run(
            first,
            count,
            output.WriteLine
        );
        faults += outcomes.Where(outcome => outcome.Key is not ("fine" or "refused")).Sum(outcome => outcome.Value);
        output.WriteLine($"{target.Name}: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}
Console.Out.WriteLine($"{faults} faults");
return faults == 0 ? 0 : 1;
