using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>Finds the taps and guided layers that a recipe's hints name, and everything that is wrong with them, before any work.</summary>
internal sealed class HintReader(Recipe recipe, StudentSpec student, IReadOnlyList<CheckedTeacher> teachers, ImageShape image, RecipePlace place)
{
    private readonly IReadOnlyList<Placed> layers = Placement.Of(student);
    private readonly Dictionary<string, IReadOnlyList<TapPoint>> taps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckedHint> hints = new(StringComparer.Ordinal);

    /// <summary>Every tap that is read, once, in the recipe's order.</summary>
    public IReadOnlyList<CheckedHint> Read(List<Problem> problems)
    {
        for (var s = 0; s < recipe.Stages.Count; s++)
            for (var l = 0; l < recipe.Stages[s].Loss.Count; l++)
                if (recipe.Stages[s].Loss[l] is FeatureLoss loss) Read(loss, $"stages[{s}].loss[{l}]", problems);
        if (recipe.Stages.Count > 0 && recipe.Stages[^1].Loss.All(loss => loss is FeatureLoss))
            problems.Add(new Problem(place.Where($"stages[{recipe.Stages.Count - 1}].loss"), "a last stage of hints alone", "one that trains the logits", "Add a stage with 'soft-target', or such a term to this one."));
        return [.. hints.Values];
    }

    private void Read(FeatureLoss loss, string path, List<Problem> problems)
    {
        var kind = $"{path}.{loss.Kind}";
        var shapes = new List<(Shape Student, Shape Teacher)>();
        foreach (var pair in loss.Pairs)
        {
            var hint = Collect(() => Tap(pair.Teacher, place.Where($"{kind}.{pair.TeacherKey}")), problems);
            var layer = Collect(() => Layer(pair.Student, place.Where($"{kind}.{pair.StudentKey}")), problems);
            if (hint is not null && layer is not null) shapes.Add((layer.Output, GuidedLayers.ShapeOf(hint.Feature)));
        }
        if (shapes.Count == loss.Pairs.Count && loss.Check(shapes) is { } mismatch)
            problems.Add(new Problem(place.Where(path), mismatch.Found, mismatch.Expected, mismatch.Remedy));
    }

    private CheckedHint Tap(string name, string where)
    {
        if (hints.TryGetValue(name, out var known)) return known;
        var (teacher, tensor) = name.Split('/', 2) is [var first, { Length: > 0 } rest] ? (first, rest) : throw new InputException(new Problem(
            where, $"'{name}'", "teacher and tap, divided by '/'", $"Write '{(teachers.Count > 0 ? teachers[0].Spec.Name : "teacher")}/{name.TrimEnd('/')}'."));
        var point = TapPoint.Find(TapsOf(Teacher(teacher, where)), tensor, where);
        return hints[name] = new CheckedHint(Teacher(teacher, where), new FeatureTensor(name, point.Tensor, point.Sizes) { Activation = point.Activation }, point.MacsToHere);
    }

    private CheckedTeacher Teacher(string name, string where) => teachers.Where(t => t.Spec.Name == name).ToList() switch
    {
        [var one] => one,
        [] => throw new InputException(new Problem(where, $"teacher '{name}'", $"one of the recipe's: {string.Join(", ", teachers.Select(t => t.Spec.Name))}", Nearest.Remedy(name, teachers.Select(t => t.Spec.Name)))),
        _ => throw new InputException(new Problem(where, $"two teachers named '{name}'", "names that differ", "Give each its own 'name' in its teacher.yaml.")),
    };

    private IReadOnlyList<TapPoint> TapsOf(CheckedTeacher teacher)
    {
        var file = Path.Combine(teacher.Folder, teacher.Spec.Model);
        return taps.TryGetValue(file, out var known) ? known : taps[file] = TapPoint.Of(OnnxModel.Read(file), image, file);
    }

    private Placed Layer(string name, string where)
    {
        var at = GuidedLayers.IndexOf(layers, name);
        if (at < 0)
            throw new InputException(new Problem(where, $"guided layer '{name}'", $"a layer of the student: {string.Join(", ", layers.SkipLast(1).Select(l => l.Name))}", Nearest.Remedy(name, layers.Select(l => l.Name))));
        return at < layers.Count - 1 ? layers[at] : throw new InputException(new Problem(
            where, $"guided layer '{name}', the student's last", "a layer below the logits", "Name an inner layer, or match logits with 'soft-target' or 'logit-regression'."));
    }

    private static T? Collect<T>(Func<T> read, List<Problem> problems) where T : class
    {
        try
        {
            return read();
        }
        catch (InputException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }
}
