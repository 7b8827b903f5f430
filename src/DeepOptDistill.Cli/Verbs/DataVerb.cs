using System.CommandLine;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt data list|fetch</c></summary>
internal static class DataVerb
{
    public static Command Create() =>
        new(
            "data",
            """
            List the data sets, or fetch one.
            Example: deepopt data fetch fashion-mnist --data data
            """
        )
        {
            CreateList(),
            CreateFetch(),
        };

    private static Command CreateList()
    {
        var command = new Command("list", "List the data sets that a recipe can name.");
        command.SetAction(_ =>
        {
            Tables.Write(
                ["data set", "what it is"],
                Kinds.All.Members(typeof(DatasetSpec)).Select(kind => (IReadOnlyList<string>)[kind.Name, kind.Summary]),
                leftColumns: 2
            );
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateFetch()
    {
        var name = new Argument<string>("NAME") { Description = "Name of a data set, or a recipe that names one." };
        var data = RunArguments.DataOption();
        var command = new Command("fetch", "Find a data set or download it, check it and say what it holds.") { name, data };
        command.SetAction(
            (parsed, cancel) =>
            {
                var place = RunArguments.Place(parsed.GetValue(data));
                var dataset = ConsoleProgress.Show(progress => NamedDataset.Load(parsed.GetValue(name)!, place, progress, cancel));
                Console.Out.WriteLine(
                    $"{dataset.Name}: {Tables.Number(dataset.Train.Count + dataset.Validation.Count)} training and "
                        + $"{Tables.Number(dataset.Test.Count)} test {dataset.Shape.Noun} of {dataset.Shape}, {dataset.Classes.Count} "
                        + $"{Core.Kinds.Spelling.Word(dataset.Task.ToString())}."
                );
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }
}
