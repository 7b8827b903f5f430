using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What running a recipe would do, in figures.</summary>
/// <param name="Lines">Name and value, in reading order.</param>
public sealed record RunPlan(IReadOnlyList<PlanLine> Lines)
{
    /// <summary>The plan of a recipe. Builds the untrained student to count it.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="options">How it would be carried out; null to leave that out.</param>
    public static RunPlan Of(CheckedRecipe recipe, RunOptions? options = null)
    {
        using var network = Network.Outline(recipe.Student);
        var export = OnnxExport.Of(network);
        var cost = ModelCost.Count(export.Model, export.Shapes.ToDictionary());
        var data = recipe.Dataset;
        return new RunPlan([
            new(
                "data",
                Text($"{data.Name}: {data.Train.Count:#,0} training, {data.Validation.Count:#,0} validation, ")
                    + Text($"{data.Test.Count:#,0} test {data.Shape.Noun} of {data.Shape}, ")
                    + Noun.Counted(data.Classes.Count, One(data.Task))
                    + Unlabelled(recipe)
            ),
            .. DataSummary.Of(recipe),
            .. recipe.Recipe.Transfer is { } transfer && recipe.Purpose != Purpose.Train
                ? (PlanLine[])
                    [
                        new(
                            "transfer set",
                            Text($"{recipe.Transfer.Labelled:#,0} training {data.Shape.Noun} ")
                                + transfer.Describe(data.Classes)
                                + (transfer.CorrectBias ? "; biases corrected on the validation split" : "")
                        ),
                    ]
                : [],
            new("teachers", recipe.Teachers.Count == 0 ? Untaught(recipe) : string.Join(", ", recipe.Teachers.Select(t => t.Spec.Name))),
            new(
                "student",
                Text($"{recipe.Student.Name}: {cost.Parameters:#,0} parameters, {cost.Macs:#,0} multiply-accumulates, ")
                    + Noun.Counted(network.Layers.Count, "layer")
                    + Learning(recipe.Student, network)
            ),
            .. recipe.Teachers.Count == 0 ? [] : (PlanLine[])[new("labelling", Labelling(recipe))],
            .. recipe.Hints.Select(hint => new PlanLine($"hint {hint.Feature.Tap}", HintOf(recipe, hint, network))),
            .. recipe.StagesOf(Role.Student).Select(stage => new PlanLine($"stage {stage.Name}", OfStage(stage))),
            .. recipe.Generations == 1
                ? []
                : (PlanLine[])
                    [
                        new(
                            "generations",
                            Text($"{recipe.Generations}, the first ")
                                + (recipe.Teachers.Count == 0 ? "is the baseline" : "learns from the teachers")
                                + Text($"; each but the last answers {(long)recipe.Views * recipe.Transfer.Count:#,0} views for the next")
                        ),
                    ],
            .. recipe.Peers == 1
                ? []
                : (PlanLine[])
                    [new("peers", Text($"{recipe.Peers}, trained at the same time on the same batches; the first is the student"))],
            .. recipe.FinishersOf(Role.Student) is { Count: > 0 } steps
                ? (PlanLine[])[new("finishing", string.Join(", ", steps.Select(step => step.Name)))]
                : [],
            new(
                "training",
                $"{Networks(recipe)}, {StepsOf(recipe)} of {recipe.Recipe.Batch} "
                    + $"{data.Shape.Noun}{Remainder(recipe)}{Shared(recipe, options)}"
            ),
            new("hash", recipe.Hash),
        ]);
    }

    private static string Unlabelled(CheckedRecipe recipe)
    {
        var count = recipe.Transfer.Count - recipe.Transfer.Labelled;
        return count > 0 ? Text($"; {count:#,0} {recipe.Dataset.Shape.Noun} without labels") : "";
    }

    private static string Labelling(CheckedRecipe recipe)
    {
        var rows = (long)recipe.Teachers.Count * recipe.Views * recipe.Transfer.Count;
        return Text($"{rows:#,0} answers ({Counted(recipe.Views)}), {rows * Kept(recipe) * sizeof(float) / 1048576.0:0.0} MiB stored");
    }

    /// <summary>Of a network of a file: how much of it learns, and where a new last layer stands.</summary>
    private static string Learning(StudentSpec student, Network network) =>
        student.Source is not { } file
            ? ""
            : Text($"; {network.ParameterCount:#,0} numbers learn") + (file.HeadPlace is { } place ? $", a new last layer {place}" : "");

    private static string One(TaskKind task) =>
        task switch
        {
            TaskKind.Labels => "label",
            TaskKind.Values => "value",
            _ => "class",
        };

    private static string Untaught(CheckedRecipe recipe) =>
        recipe.Purpose == Purpose.Train ? "none: labels alone, by 'deepopt train'" : "none";

    private static string Networks(CheckedRecipe recipe)
    {
        var roles = string.Join(" and ", recipe.Roles.Select(role => role.ToString().ToLowerInvariant()));
        return Text($"{Noun.Counted(recipe.Trainees.Sum(trainee => trainee.Team.Count), "network")} ({roles}; {SeedsOf(recipe)})");
    }

    /// <summary>Samples that no full batch of an epoch holds: others each time, as the order is drawn anew.</summary>
    private static string Remainder(CheckedRecipe recipe) =>
        recipe.Roles.Max(recipe.RemainderOf) is var rest && rest == 0
            ? ""
            : Text(
                $"; {Noun.Counted(rest, recipe.Dataset.Shape.IsRow ? "row" : "image")} an epoch {(rest == 1 ? "fills" : "fill")} no batch "
            ) + (rest == 1 ? "and is left out, another in each" : "and are left out, others in each");

    private static string Shared(CheckedRecipe recipe, RunOptions? options)
    {
        if (options is null)
            return "";
        var memory = Text($"about {TrainingMemory.Of(recipe) / (double)(1 << 30):0.0} GiB of memory");
        var threads = Noun.Counted(options.Threads, "thread");
        return options.Jobs == 1 ? $", on {threads}, {memory}" : $"; {options.Jobs} at a time, on {threads} and {memory} each";
    }

    private static string StepsOf(CheckedRecipe recipe)
    {
        var steps = recipe.Roles.Select(role => (Role: role, Steps: recipe.StepsOf(role))).ToList();
        return steps.Select(each => each.Steps).Distinct().Count() == 1
            ? Text($"{(recipe.Recipe.Stages.Any(stage => stage.Stop is not null) ? "at most " : "")}{steps[0].Steps:#,0} steps each")
            : string.Join(", ", steps.Select(each => Text($"{each.Role.ToString().ToLowerInvariant()} {each.Steps:#,0} steps")));
    }

    private static string OfStage(Stage stage)
    {
        var most = stage.Stop is null ? "" : "at most ";
        return Text($"{most}{Noun.Counted(stage.Epochs, "epoch")}{FormOf(stage)}{SamplingOf(stage)}: {TermsOf(stage)}");
    }

    private static string SeedsOf(CheckedRecipe recipe) =>
        $"{(recipe.Seeds.Count == 1 ? "seed" : "seeds")} {string.Join(", ", recipe.Seeds)}";

    private static string Counted(int views) => Noun.Counted(views, "view");

    private static int Kept(CheckedRecipe recipe) =>
        recipe.Recipe.Targets.Top is { } top && top < recipe.Dataset.Classes.Count ? TopLogits.Columns(top) : recipe.Dataset.Classes.Count;

    /// <summary>
    /// FitNets' hints stand alone in a stage; beside other terms they are trained jointly, which the paper found to fail in thin and deep
    /// networks.
    /// </summary>
    private static string FormOf(Stage stage) =>
        stage.Loss.Count(loss => loss is FeatureLoss) is var hints && hints == 0 ? ""
        : hints == stage.Loss.Count ? ", hints alone"
        : ", hints and other terms jointly";

    private static string TermsOf(Stage stage) => string.Join(" + ", stage.Loss.Select(l => Text($"{l.Weight} · {l.Term}")));

    private static string SamplingOf(Stage stage) => stage.Sampling == Sampling.Balanced ? ", as many samples of each class" : "";

    private static string HintOf(CheckedRecipe recipe, CheckedHint hint, Network network)
    {
        var (activation, rows) = (
            hint.Feature.Activation.Kind,
            ((long)recipe.Transfer.Count * recipe.Views) + recipe.Dataset.Validation.Count
        );
        var guided = recipe
            .Recipe.Stages.SelectMany(stage => stage.Loss.OfType<FeatureLoss>())
            .SelectMany(loss => loss.Pairs)
            .Where(pair => pair.Teacher == hint.Feature.Tap)
            .Select(pair => pair.Student)
            .Distinct()
            .Select(layer => $"{layer} ({GuidedLayers.Find(network.Layers, layer)!.Shape})");
        return Text($"{GuidedLayers.ShapeOf(hint.Feature.Sizes)}{(activation.Length > 0 ? $", {activation}" : "")}, guides ")
            + Text($"{string.Join(", ", guided)}; {(hint.IsMacsAtLeast ? "at least " : "")}{hint.Macs:#,0} multiply-accumulates of the ")
            + Text($"teacher; {FeatureChoice.Size(rows * hint.Feature.Count * FeatureStore.BytesPerNumber)} if stored");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One line of a plan.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Value">What will be done.</param>
public sealed record PlanLine(string Name, string Value);
