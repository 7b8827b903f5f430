using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What must hold between the parts of a recipe, beyond each part for itself.</summary>
internal static class RecipeRules
{
    /// <summary>Rules of the recipe alone.</summary>
    public static IEnumerable<Problem> Of(Recipe recipe, Purpose purpose, RecipePlace place)
    {
        if (purpose != Purpose.Train && recipe.Teachers.Count == 0 && (purpose != Purpose.Distill || !KinRules.TeachesItself(recipe)))
            yield return new Problem(
                place.Where("teachers"),
                "no teachers",
                "at least one",
                "Name some, or train on hard labels with 'deepopt train'."
            );
        if (purpose == Purpose.Distill)
            foreach (var problem in KinRules.Of(recipe, place))
                yield return problem;
        if (recipe.Views is > 1 && recipe.Augmentations.Count == 0)
            yield return new Problem(
                place.Where("views"),
                $"{recipe.Views} views without augmentations",
                "1, as all would be the same",
                "Add 'augmentations', or leave 'views' out."
            );
        for (var a = 0; a < recipe.Augmentations.Count - 1; a++)
            if (recipe.Augmentations[a] is MixingAugmentation mixing)
                yield return new Problem(
                    place.Where($"augmentations[{a}]"),
                    $"'{mixing.Description}' before other augmentations",
                    "one that mixes, and that the last",
                    "Move it to the end of the list, and keep only one."
                );
        if (recipe.Unlabelled is not null && recipe.Augmentations is [.., MixingAugmentation])
            yield return new Problem(
                place.Where("unlabelled"),
                "samples without labels that are mixed with others",
                "one of the two",
                "Leave 'mixup' or 'cutmix' out."
            );
        for (var s = 0; s < recipe.Stages.Count; s++)
        {
            var stage = recipe.Stages[s];
            if (stage.Loss.Count > 0 && stage.Loss.All(loss => loss.Weight == 0))
                yield return new Problem(place.Where($"stages[{s}].loss"), "only terms of weight 0", "at least one positive weight");
            if (recipe.Stages.Take(s).Any(other => other.Name == stage.Name))
                yield return new Problem(place.Where($"stages[{s}].name"), $"a second stage named '{stage.Name}'", "names that differ");
            foreach (var problem in StageRules.Of(stage, path => place.Where($"stages[{s}].{path}")))
                yield return problem;
            foreach (var twice in stage.Loss.GroupBy(loss => loss.Term).Where(group => group.Count() > 1))
                yield return new Problem(
                    place.Where($"stages[{s}].loss"),
                    $"{twice.Count()} terms '{twice.Key}'",
                    "each kind once in a stage, hints once for each pair"
                );
        }
    }

    /// <summary>Rules of the student, and between it and the data where these could be read.</summary>
    public static List<Problem> OfStudent(StudentSpec student, Dataset? dataset, Func<object, string> where)
    {
        var problems = new List<Problem>();
        var layers = Placement.Of(student, where, problems);
        if (layers.Count < student.Layers.Count || dataset is not { } data)
            return problems;
        if (student.Input.Sample != data.Shape with { Columns = null, Values = null })
            problems.Add(
                new Problem(
                    where(student.Input),
                    $"input shape {student.Input.Sample}",
                    $"{data.Shape}, the shape of {data.Name}",
                    InputRemedy(student.Input, data.Shape)
                )
            );
        if (layers[^1].Output != Shape.Features(data.Classes.Count))
            problems.Add(
                new Problem(
                    where(student.Layers[^1]),
                    $"an output of {layers[^1].Output}",
                    $"{data.Classes.Count}{(data.Task == TaskKind.Values ? "" : " logits")}, one per {Each(data.Task)} of {data.Name}",
                    student.Source is null
                        ? Amounts(data) + $"End with 'linear: {{ features: {data.Classes.Count} }}'."
                        : $"Say head: {{ classes: {data.Classes.Count} }}."
                )
            );
        return problems;
    }

    private static string Amounts(Dataset data) => AmountClasses.Are(data.Train) ? AmountClasses.Remedy + " " : "";

    private static string Each(TaskKind task) =>
        task switch
        {
            TaskKind.Labels => "label",
            TaskKind.Values => "value",
            _ => "class",
        };

    /// <summary>Rules between recipe and data, for a student that fits these.</summary>
    public static List<Problem> Fit(Recipe recipe, StudentSpec student, Dataset dataset, RecipePlace place)
    {
        var problems = new List<Problem>();
        if (dataset.Shape.Numbers != SampleNumbers.Byte && recipe.Augmentations.Count > 0)
            problems.Add(
                new Problem(
                    place.Where("augmentations"),
                    $"augmentations of {dataset.Shape.Noun} of {dataset.Shape}",
                    "none, as they change pixels",
                    "Leave them out; rows of a table grow by 'unlabelled: { munge: {} }'."
                )
            );
        var layers = Placement.Of(student, _ => "", []);
        foreach (
            var (stage, s) in recipe
                .Stages.Select((stage, s) => (stage, s))
                .Where(x => x.stage.Stop is not null && dataset.Validation.Count == 0)
        )
            problems.Add(
                new Problem(
                    place.Where($"stages[{s}].stop"),
                    "an early stop without a validation split",
                    "samples to watch",
                    "Set 'validation' of the data set above 0, or leave 'stop' out."
                )
            );
        problems.AddRange(
            recipe
                .Stages.SelectMany(
                    (stage, s) => stage.Loss.Select((loss, l) => loss.Check(dataset.Classes.Count, place.Where($"stages[{s}].loss[{l}]")))
                )
                .OfType<Problem>()
        );
        problems.AddRange(BatchRules.Of(layers, recipe.Batch, place.Where("batch")));
        if (recipe.Batch > dataset.Train.Count)
            problems.Add(
                new Problem(
                    place.Where("batch"),
                    $"a batch of {recipe.Batch}",
                    $"at most the number of training {dataset.Shape.Noun}, {dataset.Train.Count}"
                )
            );
        return problems;
    }

    private static string InputRemedy(InputSpec input, SampleShape data) =>
        data switch
        {
            { IsRow: true } => $"Write 'shape: [{data.Channels}]' there, and leave what else 'input' says.",
            { Numbers: SampleNumbers.Float32 } when input.Sample with { Numbers = SampleNumbers.Float32 } == data =>
                "Its numbers are no pixels: write 'numbers: float32' below 'input'.",
            { Numbers: SampleNumbers.Byte } when input.Shape is [1, ..] && data.Channels == 3 =>
                $"Load the images grey: 'grey: true' of the data set, or write 'shape: [3, {data.Height}, {data.Width}]' there.",
            { Numbers: SampleNumbers.Byte, IsRow: false } => $"Write 'shape: [{data.Channels}, {data.Height}, {data.Width}]' "
                + $"there{OrSize(input, data)}.",
            _ => "",
        };

    private static string OrSize(InputSpec input, SampleShape data) =>
        input.Shape[0] == data.Channels ? ", or load the images in the student's 'size'" : "";

    /// <summary>Rules between the stages and the layers whose options they name, once student and hints are known to be sound.</summary>
    public static IEnumerable<Problem> Layers(Recipe recipe, StudentSpec student, IReadOnlyList<FeatureTensor> hints, RecipePlace place)
    {
        if (!recipe.Stages.Any(StageRules.NeedsNetwork))
            return [];
        using var network = Network.Outline(student);
        return
        [
            .. recipe
                .Stages.Select((stage, s) => (stage, s))
                .Where(at => at.stage.MaxNorm.Count > 0 && student.Source?.TurnedMatrix is not null)
                .Select(at => new Problem(
                    place.Where($"stages[{at.s}].max_norm"),
                    $"bounds on filters of a file whose matrices ('{student.Source!.TurnedMatrix}') have them as columns",
                    "matrices of outputs × inputs",
                    "Leave 'max_norm' out, or bound the whole gradient: clip_norm."
                )),
            .. recipe.Stages.SelectMany(
                (stage, s) => StageRules.Of(stage, network, hints, path => place.Where($"stages[{s}].{path}".TrimEnd('.')))
            ),
        ];
    }
}
