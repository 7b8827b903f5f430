using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// Finds the taps and guided layers that the hints of some stages name, and everything that is wrong with them, before any work.
/// </summary>
/// <param name="stages">The stages.</param>
/// <param name="student">The student.</param>
/// <param name="teachers">The teachers that hints may name.</param>
/// <param name="image">Shape of the images.</param>
/// <param name="where">Place of a path such as <c>stages[0].loss[1]</c>, for problems.</param>
internal sealed class HintReader(
    IReadOnlyList<Stage> stages,
    StudentSpec student,
    IReadOnlyList<CheckedTeacher> teachers,
    SampleShape image,
    Func<string, string> where
)
{
    /// <summary>
    /// Whether data, student and teachers are sound. Where they are not, only names are looked at: of the teachers that are there, and of
    /// layers.
    /// </summary>
    public bool IsSound { get; init; } = true;

    private readonly IReadOnlyList<Placed> layers = Placement.Of(student);

    /// <summary>Tensors inside layers that a message lists at most.</summary>
    private const int Named = 12;

    private readonly Dictionary<string, IReadOnlyList<TapPoint>> taps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckedHint> hints = new(StringComparer.Ordinal);

    /// <summary>Every tap that is read, once, in the recipe's order.</summary>
    public IReadOnlyList<CheckedHint> Read(List<Problem> problems)
    {
        for (var s = 0; s < stages.Count; s++)
        for (var l = 0; l < stages[s].Loss.Count; l++)
            if (stages[s].Loss[l] is FeatureLoss loss)
                Read(loss, $"stages[{s}].loss[{l}]", problems);
        if (stages is [.., { Loss.Count: > 0 } last] && last.Loss.All(loss => loss is FeatureLoss))
            problems.Add(
                new Problem(
                    where($"stages[{stages.Count - 1}].loss"),
                    "a last stage of hints alone",
                    "one that trains the logits",
                    "Add a stage with 'soft-target', or such a term to this one."
                )
            );
        return [.. hints.Values];
    }

    private void Read(FeatureLoss loss, string path, List<Problem> problems)
    {
        var kind = $"{path}.{loss.Kind}";
        var shapes = new List<(Shape Student, Shape Teacher)>();
        foreach (var pair in loss.Pairs)
        {
            var hint = IsOfMissing(pair.Teacher) ? null : Collect(() => Tap(pair.Teacher, where($"{kind}.{pair.TeacherKey}")), problems);
            var layer = Collect(() => Layer(pair.Student, where($"{kind}.{pair.StudentKey}")), problems);
            if (hint is not null && layer is not null)
                shapes.Add((layer.Shape, GuidedLayers.ShapeOf(hint.Feature.Sizes)));
        }
        if (IsSound && shapes.Count == loss.Pairs.Count && loss.Check(shapes) is { } mismatch)
            problems.Add(new Problem(where(path), mismatch.Found, mismatch.Expected, mismatch.Remedy));
    }

    /// <summary>Whether a tap is of a teacher that may be one of those that could not be read.</summary>
    private bool IsOfMissing(string tap) => !IsSound && teachers.All(teacher => teacher.Spec.Name != tap.Split('/', 2)[0]);

    private CheckedHint Tap(string name, string at)
    {
        if (hints.TryGetValue(name, out var known))
            return known;
        var (teacher, tensor) = name.Split('/', 2) is [var first, { Length: > 0 } rest]
            ? (first, rest)
            : throw new InputException(new Problem(at, $"'{name}'", "teacher and tap, divided by '/'", Divided(name.TrimEnd('/'))));
        var point = TapPoint.Find(TapsOf(Teacher(teacher, at)), tensor, at);
        return hints[name] = new CheckedHint(
            Teacher(teacher, at),
            new FeatureTensor(name, point.Tensor, point.Sizes) { Activation = point.Activation },
            point.MacsToHere
        )
        {
            IsMacsAtLeast = point.IsMacsAtLeast,
        };
    }

    /// <summary>What somebody meant who wrote one word: a teacher without its tap, or a tap without its teacher.</summary>
    private string Divided(string word)
    {
        List<string> names = [.. teachers.Select(teacher => teacher.Spec.Name)];
        var teacher = names.Find(name => Nearest.Remedy(word, [name]).Length > 0);
        return teacher is null
            ? $"Write '{names.FirstOrDefault("teacher")}/{word}'."
            : $"Write '{teacher}/TAP': 'deepopt inspect {teacher}' lists its taps.";
    }

    private CheckedTeacher Teacher(string name, string at) =>
        teachers.FirstOrDefault(teacher => teacher.Spec.Name == name)
        ?? throw new InputException(
            new Problem(
                at,
                $"teacher '{name}'",
                $"one of the recipe's: {string.Join(", ", teachers.Select(teacher => teacher.Spec.Name))}",
                Nearest.Remedy(name, teachers.Select(teacher => teacher.Spec.Name))
            )
        );

    private IReadOnlyList<TapPoint> TapsOf(CheckedTeacher teacher)
    {
        var file = Path.Combine(teacher.Folder, teacher.Spec.Model);
        return taps.TryGetValue(file, out var known)
            ? known
            : taps[file] = TapPoint.Of(OnnxModel.Read(file), teacher.Spec.Input.Resized(image), file);
    }

    private GuidedPlace Layer(string name, string at)
    {
        if (GuidedLayers.Find(layers, name) is not { } place)
            throw new InputException(
                new Problem(
                    at,
                    $"guided layer '{name}'",
                    $"a layer of the student: {string.Join(", ", layers.SkipLast(1).Select(layer => layer.Name))}{Inside()}",
                    Nearest.Remedy(name, layers.SelectMany(layer => layer.InnerTensors.Select(inner => inner.Name).Prepend(layer.Name)))
                )
            );
        return place.IsInner || place.Layer < layers.Count - 1
            ? place
            : throw new InputException(
                new Problem(
                    at,
                    $"guided layer '{name}', the student's last",
                    "a layer below the logits",
                    "Name an inner layer, or match logits with 'soft-target' or 'logit-regression'."
                )
            );
    }

    /// <summary>What of the layers' inside can be named, too.</summary>
    private string Inside()
    {
        List<string> inner = [.. layers.SelectMany(layer => layer.InnerTensors).Select(one => one.Name)];
        return inner.Count == 0 ? "" : $"; or inside: {string.Join(", ", inner.Take(Named))}{(inner.Count > Named ? ", …" : "")}";
    }

    private static T? Collect<T>(Func<T> read, List<Problem> problems)
        where T : class
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
