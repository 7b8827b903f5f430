using System.CommandLine;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt train RECIPE</c></summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        var command = new Command(
            "train",
            """
            Train the recipe's network on hard labels only: a teacher, or a baseline by itself. Teachers of the recipe are not asked.
            Example: deepopt train teachers/fashion-wide-c/recipe.yaml --data data --out wide-c
            """
        );
        var arguments = new RunArguments(command, recipeOptional: false);
        command.SetAction((parsed, cancel) => Task.FromResult(DistillVerb.Run(parsed, arguments, Purpose.Train, cancel)));
        return command;
    }
}
