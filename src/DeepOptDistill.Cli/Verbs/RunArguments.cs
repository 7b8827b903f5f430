using System.CommandLine;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary>What the verbs that carry out a recipe share.</summary>
internal sealed class RunArguments
{
    /// <summary>The recipe that runs when none is named: four teachers, embedded data, two to three minutes on two cores.</summary>
    public const string DefaultRecipe = "thin-deep-15k/quick";

    private readonly Argument<string> recipe;
    private readonly bool runs;

    public RunArguments(Command command, bool recipeOptional, bool runs = true)
    {
        this.runs = runs;
        recipe = new Argument<string>("RECIPE") { Description = "A recipe file, or STUDENT/RECIPE below students/." };
        if (recipeOptional)
            recipe.DefaultValueFactory = _ => DefaultRecipe;
        command.Arguments.Add(recipe);
        foreach (
            var option in (Option[])
                [
                    Data,
                    Seed,
                    Set,
                    .. runs ? (Option[])[Out, Overwrite, Jobs, Threads, Targets, CheckpointSeconds, StoreLimit, Json] : [Json],
                ]
        )
            command.Options.Add(option);
    }

    public Option<string?> Out { get; } =
        new("--out") { Description = "Folder of the run. Default: .deepopt/runs/NAME.", HelpName = "DIR" };

    public Option<bool> Overwrite { get; } =
        new("--overwrite")
        {
            Description = "Begin anew where --out holds a run of another recipe, data or teachers. Files that are not the run's stay.",
        };

    public Option<string?> Data { get; } = DataOption();

    public Option<long?> Seed { get; } = new("--seed") { Description = "Overrides the recipe's seed.", HelpName = "N" };

    public Option<int?> Jobs { get; } =
        new("--jobs")
        {
            Description = "Trainings at a time. Default: what is fastest with the cores, of this many trainings.",
            HelpName = "N",
        };

    public Option<int?> Threads { get; } =
        new("--threads")
        {
            Description = "Threads of each training, on which its last digits depend. Default: the cores by the trainings at a time.",
            HelpName = "N",
        };

    public Option<string[]> Set { get; } =
        new("--set")
        {
            Description = "Overrides anything: --set stages[0].epochs=60. May be repeated.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };

    public Option<string?> Targets { get; } =
        new("--targets") { Description = "Folder of the teachers' stored answers. Default: .deepopt/targets.", HelpName = "DIR" };

    public Option<double> CheckpointSeconds { get; } =
        new("--checkpoint-seconds")
        {
            Description = "Time between checkpoints within an epoch.",
            HelpName = "S",
            DefaultValueFactory = _ => 30,
        };

    public Option<double> StoreLimit { get; } =
        new("--store-limit")
        {
            Description = "Most that stored hints may take, in GiB.",
            HelpName = "GIB",
            DefaultValueFactory = _ => 10,
        };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON." };

    public static Option<string?> DataOption() =>
        new("--data") { Description = "Folder with data sets. Default: $DEEPOPT_DATA, else .deepopt/data.", HelpName = "DIR" };

    /// <summary>The workplace that the options and the environment describe.</summary>
    public static Workplace Place(string? data, string? targets = null, string? recipe = null)
    {
        var place = Workplace.Of(recipe);
        if ((data ?? Environment.GetEnvironmentVariable("DEEPOPT_DATA")) is { Length: > 0 } folder)
            place = place with { Data = place.Data with { Path = folder } };
        return targets is null ? place : place with { Targets = targets };
    }

    public CheckedRecipe Check(
        ParseResult parsed,
        Workplace place,
        Purpose purpose,
        IProgress<Progress>? progress,
        CancellationToken cancel,
        IReadOnlyList<string>? more = null
    )
    {
        List<string> overrides = [.. parsed.GetValue(Set)!, .. more ?? []];
        if (parsed.GetValue(Seed) is < 0 and var negative)
            throw new InputException(new Problem("--seed", $"{negative}", "a number from 0 on"));
        if (parsed.GetValue(Seed) is { } seed)
            overrides.Add($"seed={seed}");
        return new Distiller(place).Check(parsed.GetValue(recipe)!, purpose, overrides, progress, ConsoleProgress.WriteLine, cancel);
    }

    /// <summary>What a recipe is for: a distillation, or a training alone where nobody teaches.</summary>
    public Purpose PurposeOf(ParseResult parsed, Workplace place) =>
        new RecipeReader(place).IsTaught(parsed.GetValue(recipe)!, parsed.GetValue(Set)!) ? Purpose.Distill : Purpose.Train;

    public Workplace Place(ParseResult parsed) =>
        Place(parsed.GetValue(Data), runs ? parsed.GetValue(Targets) : null, parsed.GetValue(recipe));

    public RunOptions Options(ParseResult parsed, CheckedRecipe checkedRecipe, SideBySide.Work work, IProgress<Progress> progress)
    {
        var place = parsed.GetValue(Out) ?? Place(parsed).RunOf(checkedRecipe.Name);
        var begun = parsed.GetValue(Overwrite) ? null : SideBySide.BegunIn(place);
        var shared = SideBySide.Of(work, Count(parsed, Jobs), Count(parsed, Threads) ?? begun, SideBySide.Place.Here);
        string[] chosen = parsed.GetValue(Threads) is null && work.Trainings > 1 ? ["--threads", $"{shared.Threads}"] : [];
        return Options(parsed, place, progress) with
        {
            Jobs = shared.Jobs,
            Threads = shared.Threads,
            // Whoever repeats it on another machine gets the same digits.
            Command = ShellWords.Of(["deepopt", .. Environment.GetCommandLineArgs().Skip(1), .. chosen]),
        };
    }

    private static int? Count(ParseResult parsed, Option<int?> option) =>
        parsed.GetValue(option) is null or (> 0 and <= 1024)
            ? parsed.GetValue(option)
            : throw new InputException(new Problem(option.Name, $"{parsed.GetValue(option)}", "a number from 1 to 1024"));

    private RunOptions Options(ParseResult parsed, string place, IProgress<Progress> progress) =>
        new()
        {
            Out = place,
            Progress = progress,
            Overwrite = parsed.GetValue(Overwrite),
            StoreLimit = (long)(Number(parsed, StoreLimit, 1e6) * (1L << 30)),
            Warn = ConsoleProgress.WriteLine,
            CheckpointEvery = TimeSpan.FromSeconds(Number(parsed, CheckpointSeconds, 86400)),
        };

    /// <summary>A number from 0 on; more than the most is as much as that.</summary>
    private static double Number(ParseResult parsed, Option<double> option, double most) =>
        parsed.GetValue(option) is >= 0 and var number
            ? Math.Min(number, most)
            : throw new InputException(new Problem(option.Name, $"{parsed.GetValue(option)}", "a number from 0 on"));
}
