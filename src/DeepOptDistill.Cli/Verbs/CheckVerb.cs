using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt check RECIPE</c></summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var command = new Command("check", """
            Find every problem of a recipe at once, and say what running it would do.
            Example: deepopt check students/thin-deep-30k/full.yaml --data data
            """);
        var arguments = new RunArguments(command, recipeOptional: true, runs: false);
        command.SetAction((parsed, cancel) =>
        {
            var place = arguments.Place(parsed);
            var recipe = ConsoleProgress.Show(progress =>
                arguments.Check(parsed, place, arguments.PurposeOf(parsed, place), progress, cancel));
            var plan = RunPlan.Of(recipe);
            if (parsed.GetValue(arguments.Json)) Console.Out.WriteLine(JsonSerializer.Serialize(plan, RecordJson.Indented));
            else Tables.Write(["plan", recipe.Name], plan.Lines.Select(line => (IReadOnlyList<string>)[line.Name, Shown(line)]),
                leftColumns: 2);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>A hash would be broken by narrow terminals; all of it is in --json.</summary>
    private static string Shown(PlanLine line)
    {
        const int Enough = 16;
        return line.Name == "hash" ? $"{line.Value[..Enough]}…" : line.Value;
    }
}
