using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt check RECIPE</c></summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var command = new Command(
            "check",
            """
            Find every problem of a recipe at once, and say what running it would do.
            Example: deepopt check students/thin-deep-30k/full.yaml --data data
            """
        );
        // All options of a run, so that 'check' can stand in the place of 'distill' or 'train' in any command.
        var arguments = new RunArguments(command, recipeOptional: true);
        command.SetAction(
            (parsed, cancel) =>
            {
                var place = arguments.Place(parsed);
                var (recipe, options) = ConsoleProgress.Show(progress => Read(parsed, place, arguments, progress, cancel));
                var plan = RunPlan.Of(recipe, options);
                if (parsed.GetValue(arguments.Json))
                    Console.Out.WriteLine(JsonSerializer.Serialize(plan, RecordJson.Indented));
                else
                    Tables.Write(
                        ["plan", recipe.Name],
                        plan.Lines.Select(line => (IReadOnlyList<string>)[line.Name, Shown(line)]),
                        leftColumns: 2
                    );
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    private static (CheckedRecipe Recipe, RunOptions Options) Read(
        ParseResult parsed,
        Workplace place,
        RunArguments arguments,
        IProgress<Progress> progress,
        CancellationToken cancel
    )
    {
        var recipe = arguments.Check(parsed, place, arguments.PurposeOf(parsed, place), progress, cancel);
        var options = arguments.Options(parsed, recipe, SideBySide.Work.OfRun(recipe), progress);
        try
        {
            RunFolder.Check(options.Out, recipe, options.Overwrite);
        }
        catch (InputException inTheWay) when (parsed.GetValue(arguments.Out) is null)
        {
            // The recipe is right; where nobody named a place, another one may still be named.
            ConsoleProgress.WriteLine($"Warning: {inTheWay.Problems[0]}");
        }
        return (recipe, options);
    }

    /// <summary>A hash would be broken by narrow terminals; all of it is in --json.</summary>
    private static string Shown(PlanLine line)
    {
        const int Enough = 16;
        return line.Name == "hash" ? $"{line.Value[..Enough]}…" : line.Value;
    }
}
