using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt label RECIPE</c></summary>
internal static class LabelVerb
{
    public static Command Create()
    {
        var command = new Command(
            "label",
            "Let the recipe's teachers answer every view of every training image and store their raw logits; what is "
                + "stored is not asked again.\n"
                + "Example: deepopt label students/thin-deep-30k/full.yaml --data data"
        );
        var arguments = new RunArguments(command, recipeOptional: false);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, arguments, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, RunArguments arguments, CancellationToken cancel)
    {
        var place = arguments.Place(parsed);
        var folders = ConsoleProgress.Show(progress =>
        {
            var recipe = arguments.Check(parsed, place, Purpose.Label, progress, cancel);
            return new Distiller(place).Label(recipe, arguments.Options(parsed, recipe, SideBySide.Work.Undivided, progress), cancel);
        });
        if (parsed.GetValue(arguments.Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(new { stores = folders }, RecordJson.Indented));
        else
            foreach (var folder in folders)
                Console.Out.WriteLine(folder);
        return ExitCodes.Done;
    }
}
