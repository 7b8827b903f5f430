using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Similarity;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Regressors;

namespace DeepOptDistill.Distillation.Advice;

/// <summary>
/// Scores which tap of a teacher could guide which layer of the student, before anything is trained. Both networks are shown the same
/// training images; two thirds of them fit the regressions, the rest judges them.
/// </summary>
public sealed class HintAdviser(CheckedRecipe recipe, AdviceOptions options)
{
    private readonly IReadOnlyList<Placed> layers = Placement.Of(recipe.Student);

    /// <summary>The advice.</summary>
    /// <exception cref="InputException">There is nothing to compare, or an option does not fit the recipe.</exception>
    public HintAdvice Advise(CancellationToken cancel = default)
    {
        var teachers = Chosen();
        var images = Sample();
        var student = ReadStudent(images);
        var fitted = images.Count * 2 / 3;
        List<RidgeRegression> regressions = [.. student.Features.Select(guided => new RidgeRegression(guided.Gram, fitted))];
        List<ScoredPair> pairs = [.. teachers.SelectMany(teacher => Score(ReadTeacher(teacher, images), student, regressions, cancel))];
        if (pairs.Count == 0)
            throw new InputException(
                new Problem(
                    $"recipe {recipe.Name}",
                    "no pair of a tap and a layer that a regressor can join",
                    "at least one",
                    options.All ? "" : "Look at every tensor with --all."
                )
            );
        var ordered = AdviceRules.Ordered(pairs);
        var best = AdviceRules.Recommended(ordered);
        var name = options.Student ?? FormattableString.Invariant($"{recipe.Student.Name}, untrained, seed {recipe.Recipe.Seed}");
        return new(
            recipe.Name,
            name,
            images.Count,
            images.Count - fitted,
            [best, .. ordered.Where(pair => pair != best)],
            best,
            AdviceRules.Reason(best),
            AdviceRules.Notes(options.Student is not null, images.Shape)
        );
    }

    private IReadOnlyList<CheckedTeacher> Chosen()
    {
        if (options.Teacher is not { } name)
            return recipe.Teachers;
        var names = recipe.Teachers.Select(teacher => teacher.Spec.Name).ToList();
        return recipe.Teachers.Where(teacher => teacher.Spec.Name == name).ToList() is { Count: > 0 } found
            ? found
            : throw new InputException(
                new Problem("--teacher", $"'{name}'", $"one of the recipe's: {string.Join(", ", names)}", Nearest.Remedy(name, names))
            );
    }

    private SampleSet Sample()
    {
        var train = recipe.Dataset.Train;
        var count = Math.Min(options.Samples, train.Count);
        if (count < AdviceOptions.FewestSamples)
            throw new InputException(new Problem("--samples", $"{count} training samples", $"at least {AdviceOptions.FewestSamples}"));
        int[] order = [.. Enumerable.Range(0, train.Count)];
        recipe.Seed.Derive("advice").Stream().Shuffle<int>(order);
        return train.Select("advice", order.AsSpan(0, count));
    }

    private TappedSide ReadTeacher(CheckedTeacher teacher, SampleSet images) =>
        TappedSide.Read(teacher.Spec, teacher.Folder, images, tap => options.All || tap.IsNonLinearity, options);

    private TappedSide ReadStudent(SampleSet images)
    {
        if (options.Student is { } file)
        {
            var side = TappedSide.Read(
                new TeacherSpec { Name = "student", Model = Path.GetFileName(file) },
                Path.GetDirectoryName(Path.GetFullPath(file))!,
                images,
                IsGuidable,
                options
            );
            return side.Features.Count > 0
                ? side
                : throw new InputException(
                    new Problem(
                        $"--student {file}",
                        "no layer of the recipe's student",
                        $"a file with {string.Join(", ", layers.Take(3).Select(layer => layer.Name))}, …",
                        "Take student.onnx or baseline.onnx of a run of this recipe."
                    )
                );
        }
        var folder = Directory.CreateTempSubdirectory("deepopt-advice-");
        try
        {
            Export(images, Path.Combine(folder.FullName, "student.onnx"));
            return TappedSide.Read(
                new TeacherSpec { Name = "student", Model = "student.onnx" },
                folder.FullName,
                images,
                IsGuidable,
                options
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Export(SampleSet images, string file)
    {
        var input = recipe.Student.Input.Preprocessing.Count == 0 ? FittedInput.None : recipe.Student.Input.Fit(recipe.Dataset.Train);
        using var network = Network.Build(recipe.Student, new Core.Seed((ulong)recipe.Recipe.Seed), input, scale: recipe.OutputScale);
        Predictor.Prepare(network, images);
        OnnxExport.Of(network).Model.Write(file);
    }

    /// <summary>
    /// A layer below the logits keeps its name in the file; where batch norm was folded into it, only the norm's name is left.
    /// </summary>
    private bool IsGuidable(TapPoint tap)
    {
        var at = GuidedLayers.Find(layers, tap.Tensor) is { IsInner: false } place ? place.Layer : -1;
        return at >= 0
            && at < layers.Count - 1
            && layers[at].Output.Sizes.SequenceEqual(tap.Sizes)
            && (options.All || layers[at].Block is Activation or Maxout);
    }

    private List<ScoredPair> Score(TappedSide teacher, TappedSide student, List<RidgeRegression> regressions, CancellationToken cancel)
    {
        var pairs = new List<ScoredPair>();
        var total = student.Features.Count * teacher.Features.Count;
        for (var s = 0; s < student.Features.Count; s++)
        {
            var guided = student.Features[s];
            foreach (var tap in teacher.Features)
            {
                cancel.ThrowIfCancellationRequested();
                if (Size(guided.Tap, tap.Tap) is { } size)
                    pairs.Add(Pair(teacher, student, tap, guided, regressions[s], size));
            }
            options.Progress?.Report(new($"score {teacher.Name}", (s + 1) * teacher.Features.Count, total, "pairs"));
        }
        return pairs;
    }

    private static RegressorSize? Size(TapPoint guided, TapPoint hint) =>
        RegressorSize.Auto(GuidedLayers.ShapeOf(guided.Sizes), GuidedLayers.ShapeOf(hint.Sizes), hint.Activation);

    private static ScoredPair Pair(
        TappedSide teacher,
        TappedSide student,
        TappedFeatures tap,
        TappedFeatures guided,
        RidgeRegression regression,
        RegressorSize size
    ) =>
        new(
            $"{teacher.Name}/{tap.Tap.Alias}",
            guided.Tap.Tensor,
            LinearCka.Of(guided.Gram, tap.Gram),
            regression.Score(tap.Gram).RSquared,
            tap.Tap.Sizes,
            guided.Tap.Sizes,
            tap.Depth,
            guided.Depth,
            tap.Tap.MacsToHere,
            (double)tap.Tap.MacsToHere / Math.Max(1, teacher.Measure.Macs ?? 0),
            size.Text,
            size.Weights,
            AdviceRules.Warning(guided.Depth, student, size)
        );
}
