using System.CommandLine;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt init [FOLDER|TABLE|NAME] MODEL.onnx…</c></summary>
internal static class InitVerb
{
    public static Command Create()
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Description =
                "A folder of images, a table or the name of a data set; and teachers: ONNX files or folders with a teacher.yaml. "
                + "Teachers alone have the built-in data where these fit.",
            Arity = ArgumentArity.OneOrMore,
        };
        var recipe = new Option<string>("--out")
        {
            Description = "The recipe to write; student.yaml, or student-2.yaml where that is there, is written beside it.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "recipe.yaml",
        };
        var data = RunArguments.DataOption();
        var command = new Command(
            "init",
            """
            Write a first recipe for files of your own, with a word behind each line, and a small student that fits them.
            Example: deepopt init photos big-one.onnx big-two.onnx
            """
        )
        {
            sources,
            recipe,
            data,
        };
        command.SetAction(parsed => Run(parsed.GetValue(sources)!, parsed.GetValue(recipe)!, RunArguments.Place(parsed.GetValue(data))));
        return command;
    }

    private static int Run(string[] sources, string recipe, Workplace place)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(recipe))!;
        var student = FreeStudent(folder);
        var draft = RecipeDraft.Of(sources, place, folder, Path.GetFileName(student));
        if (File.Exists(recipe))
            throw new InputException(
                new Problem(
                    $"init, {recipe}",
                    "a file that is there already",
                    "none: the recipe is written there",
                    "Move it away, or write another: --out other.yaml."
                )
            );
        WritablePlace.CheckFile("--out", recipe);
        AtomicFile.WriteText(recipe, draft.Recipe);
        AtomicFile.WriteText(student, draft.Student);
        var purpose = draft.Next == "train" ? Purpose.Train : Purpose.Distill;
        if (Fault(recipe, purpose, place) is { } fault)
        {
            Sentences.Write(
                $"{draft.Taken}Wrote {recipe} and {student}, which do not run yet: change what is named below, then "
                    + $"deepopt check {recipe}."
            );
            throw fault;
        }
        Sentences.Write($"{draft.Taken}Wrote {recipe} and {student}. Next: deepopt {draft.Next} {recipe}");
        return ExitCodes.Done;
    }

    /// <summary>A student's file of which there is none yet: that of an earlier recipe stays.</summary>
    private static string FreeStudent(string folder)
    {
        var names = Enumerable.Range(2, int.MaxValue - 2).Select(number => $"student-{number}.yaml").Prepend(RecipeDraft.StudentFile);
        return names.Select(name => Path.Combine(folder, name)).First(file => !File.Exists(file));
    }

    /// <summary>What a check of the recipe says, such as that a teacher does not fit the data; null where it runs.</summary>
    private static InputException? Fault(string recipe, Purpose purpose, Workplace place)
    {
        try
        {
            new Distiller(place).Check(recipe, purpose);
            return null;
        }
        catch (InputException fault)
        {
            return fault;
        }
    }
}
