using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>The student of a recipe: a description of its layers, or a network of an ONNX file that goes on learning.</summary>
[Bare("a student.yaml, the name of a folder in students/, or { onnx: … }")]
public sealed record StudentReference
{
    /// <summary>A <c>student.yaml</c> relative to the recipe, or the name of a folder in <c>students/</c>.</summary>
    [MinLength(1)]
    public string? Path { get; init; }

    /// <summary>
    /// A network that goes on learning, begun with its own weights: an ONNX file, a folder with a <c>teacher.yaml</c>, or the name of a
    /// teacher or finished run. Graph, names, inputs and outputs stay as they are; the student's file has other numbers in it.
    /// </summary>
    [MinLength(1)]
    public string? Onnx { get; init; }

    /// <summary>A new last layer for other classes, drawn at random; null where the network's own stays.</summary>
    public HeadSpec? Head { get; init; }

    /// <summary>
    /// Stored tensors that do not learn, by name, with <c>*</c> for any letters: <c>[conv1.*, layer1.*]</c>. With the scale of a batch norm
    /// its statistics stay.
    /// </summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>
    /// Whether convolutions and linear layers without batch norm get one, as in networks that were exported with folded norms. They begin
    /// with the statistics of training samples, so that the answers are the network's own, and are folded into the layers at the end.
    /// </summary>
    public bool Renormalize { get; init; }

    /// <summary>How the network wants its samples, in place of what its <c>teacher.yaml</c> says.</summary>
    public TeacherInput? Input { get; init; }

    /// <summary>What its answers are, in place of what its <c>teacher.yaml</c> says.</summary>
    public TeacherOutput? Output { get; init; }

    /// <summary>A description of layers.</summary>
    public static implicit operator StudentReference(string path) => FromString(path);

    /// <summary>A description of layers.</summary>
    public static StudentReference FromString(string path) => new() { Path = path };

    /// <summary>Keys that do not go together.</summary>
    internal Problem? Contradiction(string where)
    {
        if (Path is null == Onnx is null)
            return new Problem(where, Path is null ? "neither 'path' nor 'onnx'" : "both 'path' and 'onnx'", "one of them");
        var own = new (string Key, bool IsSaid)[]
        {
            ("head", Head is not null),
            ("freeze", Freeze.Count > 0),
            ("renormalize", Renormalize),
            ("input", Input is not null),
            ("output", Output is not null),
        };
        return Onnx is null && own.FirstOrDefault(key => key.IsSaid).Key is { } said
            ? new Problem(
                where,
                $"'{said}' of a student that is written as layers",
                "it beside 'onnx'",
                "Leave it out, or change the student.yaml."
            )
            : null;
    }
}
