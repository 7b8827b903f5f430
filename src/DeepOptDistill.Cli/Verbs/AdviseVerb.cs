using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Advice;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt advise RECIPE</c></summary>
internal static class AdviseVerb
{
    private static readonly Option<int> Samples = new("--samples")
    {
        Description = "Training samples that both networks are shown.",
        HelpName = "N",
        DefaultValueFactory = _ => new AdviceOptions().Samples,
    };
    private static readonly Option<string?> Teacher = new("--teacher")
    {
        Description = "Tap this teacher only. Default: all of the recipe's.",
        HelpName = "NAME",
    };
    private static readonly Option<string?> Student = new("--student")
    {
        Description = "Score a trained student. Default: the recipe's, untrained.",
        HelpName = "FILE.onnx",
    };
    private static readonly Option<int> Top = new("--top")
    {
        Description = "Pairs to print.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };
    private static readonly Option<bool> All = new("--all")
    {
        Description = "Compare every tap with every layer. Default: outputs of non-linearities.",
    };

    public static Command Create()
    {
        var command = new Command(
            "advise",
            """
            Say which tap of a teacher could guide which layer of the recipe's student: similarity (linear CKA), what a ridge regression
            explains, cost of the truncated teacher, size of the regressor. The recipe need not have hints yet.
            Example: deepopt advise thin-deep-15k/quick --teacher fashion-residual-b
            """
        )
        {
            Samples,
            Teacher,
            Student,
            Top,
            All,
        };
        var arguments = new RunArguments(command, recipeOptional: false, runs: false);
        command.SetAction(
            (parsed, cancel) =>
            {
                var place = arguments.Place(parsed);
                var advice = ConsoleProgress.Show(progress =>
                    new HintAdviser(arguments.Check(parsed, place, Purpose.Advise, progress, cancel), Options(parsed, progress)).Advise(
                        cancel
                    )
                );
                var pairs = advice.Pairs.Take(parsed.GetValue(Top));
                if (parsed.GetValue(arguments.Json))
                    Console.Out.WriteLine(JsonSerializer.Serialize(advice with { Pairs = [.. pairs] }, RecordJson.Indented));
                else
                    Print(advice, pairs);
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    private static AdviceOptions Options(ParseResult parsed, IProgress<Progress> progress) =>
        new()
        {
            Samples = parsed.GetValue(Samples) is >= AdviceOptions.FewestSamples and <= 8192 and var samples
                ? samples
                : throw new InputException(
                    new Problem("--samples", $"{parsed.GetValue(Samples)}", $"a number from {AdviceOptions.FewestSamples} to 8192")
                ),
            Teacher = parsed.GetValue(Teacher),
            Student = parsed.GetValue(Student),
            All = parsed.GetValue(All),
            Progress = progress,
        };

    private static void Print(HintAdvice advice, IEnumerable<ScoredPair> pairs)
    {
        Tables.Write(
            ["teacher's tap", "guided layer", "CKA", "R²", "tap", "layer", "depths", "teacher's MACs", "regressor", "weights", "note"],
            pairs.Select(pair =>
                (IReadOnlyList<string>)
                    [
                        pair.Teacher,
                        pair.Student,
                        Two(pair.Cka),
                        Two(pair.RSquared),
                        Shape(pair.TapSizes),
                        Shape(pair.StudentSizes),
                        $"{Two(pair.TapDepth)} · {Two(pair.StudentDepth)}",
                        $"{Tables.Number(pair.Macs)} ({Percent(pair.MacsShare)})",
                        pair.Regressor,
                        Tables.Number(pair.RegressorWeights),
                        string.Join(
                            "; ",
                            (
                                (string[])
                                    [
                                        pair == advice.Recommended ? "recommended"
                                        : pair.IsMiddle ? "middle of both"
                                        : "",
                                        pair.Warning,
                                    ]
                            ).Where(note => note.Length > 0)
                        ),
                    ]
            ),
            leftColumns: 2
        );
        var best = advice.Recommended;
        Console.Out.WriteLine(
            $"{advice.Pairs.Count} pairs, {advice.Samples} samples, {advice.HeldOut} of them held out; student: {advice.Student}."
        );
        Console.Out.WriteLine($"Recommended: - hint: {{ teacher: {best.Teacher}, student: {best.Student} }}");
        Console.Out.WriteLine(advice.Reason);
        foreach (var note in advice.Notes)
            Console.Out.WriteLine(note);
    }

    private static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");

    private static string Shape(IEnumerable<int> sizes) => string.Join('×', sizes);
}
