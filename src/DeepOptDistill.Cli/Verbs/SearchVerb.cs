using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Search;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt search RECIPE</c></summary>
internal static class SearchVerb
{
    private static readonly Option<string[]> Try = new("--try")
    {
        Description = "A setting and its values, PATH=V1,V2,…, or a range, PATH=LOW..HIGH, drawn log-uniformly. May be repeated.",
        HelpName = "PATH=VALUES",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<int?> Draws = new("--draws")
    {
        Description = "Combinations that are drawn at random. Default: all of them.",
        HelpName = "N",
    };
    private static readonly Option<int> Finalists = new("--finalists")
    {
        Description = "Candidates that are trained in full, besides the recipe as it is.",
        HelpName = "N",
        DefaultValueFactory = _ => new SearchOptions().Finalists,
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Seeds that each finalist is trained with.",
        HelpName = "N",
        DefaultValueFactory = _ => new SearchOptions().Seeds,
    };

    public static Command Create()
    {
        var command = new Command(
            "search",
            "Try settings of a recipe on the validation split: temperature, weights, mixing rule, rate, anything that "
                + "--set can set. Short trainings first, the\n"
                + "better third of them longer, the best in full with several seeds; the teachers answer once. An interrupted "
                + "search goes on where it was.\n"
                + "Example: deepopt search thin-deep-15k/quick --try stages[0].loss[0].temperature=1,2,4,8 --try "
                + "ensemble.mix=mean-probabilities,mean-logits"
        )
        {
            Try,
            Draws,
            Finalists,
            Seeds,
        };
        var arguments = new RunArguments(command, recipeOptional: false);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, arguments, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, RunArguments arguments, CancellationToken cancel)
    {
        var place = arguments.Place(parsed);
        var space = new SearchSpace([.. parsed.GetValue(Try)!.Select(SearchAxis.Parse)], parsed.GetValue(Draws));
        var thoroughness = new SearchOptions { Finalists = Within(parsed, Finalists), Seeds = Within(parsed, Seeds) };
        var folder = "";
        var record = ConsoleProgress.Show(progress =>
        {
            var recipe = arguments.Check(parsed, place, Purpose.Distill, progress, cancel);
            var options = arguments.Options(parsed, recipe, SideBySide.Work.OfSearch(recipe), progress);
            folder = parsed.GetValue(arguments.Out) ?? Path.Combine(place.Home, "searches", FolderName.Of(recipe.Name));
            WritablePlace.CheckFolder("--out", folder);
            return new RecipeSearch(place, options with { Out = folder }, thoroughness).Run(
                space,
                more => arguments.Check(parsed, place, Purpose.Distill, null, cancel, more),
                cancel
            );
        });
        if (parsed.GetValue(arguments.Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(record, RecordJson.Indented));
        else
            Print(record, folder);
        return ExitCodes.Done;
    }

    private static int Within(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is >= 1 and <= 100 and var count
            ? count
            : throw new InputException(new Problem(option.Name, $"{parsed.GetValue(option)}", "a number from 1 to 100"));

    private static void Print(SearchRecord record, string folder)
    {
        Tables.Write(
            [.. record.Axes.Select(axis => axis.Path), record.Task == TaskKind.Values ? "R²" : "accuracy", "± seeds"],
            record.Finalists.Select(finalist =>
                (IReadOnlyList<string>)
                    [
                        .. record.Axes.Select(
                            (_, i) =>
                                finalist.Settings.Count > 0 ? finalist.Settings[i]
                                : i == 0 ? "as it is"
                                : ""
                        ),
                        Tables.Percent(finalist.Accuracy),
                        (100 * finalist.Deviation).ToString("0.00", CultureInfo.InvariantCulture),
                    ]
            ),
            leftColumns: record.Axes.Count
        );
        Console.Out.WriteLine(record.Advice);
        Console.Out.WriteLine($"Page: {Path.Combine(folder, "search.html")}");
    }
}
