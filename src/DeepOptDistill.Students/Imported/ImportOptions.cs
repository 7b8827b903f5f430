using DeepOptDistill.Data.Labels;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Students.Imported;

/// <summary>What becomes of a network of a file where it is a student.</summary>
public sealed record ImportOptions
{
    /// <summary>Name of the input tensor.</summary>
    public required string Input { get; init; }

    /// <summary>Order in which it takes numbers.</summary>
    public SampleOrder Order { get; init; }

    /// <summary>Name of the tensor that holds its answers.</summary>
    public required string Answer { get; init; }

    /// <summary>What these are.</summary>
    public AnswerKind Kind { get; init; }

    /// <summary>A new last layer; null where the file's own stays.</summary>
    public NewLayer? Head { get; init; }

    /// <summary>
    /// Stored tensors that stay as they are, by name, with <c>*</c> for any letters. Where it names the scale of a batch norm, its
    /// statistics stay, too.
    /// </summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>
    /// The file before batch norms were put in, by which the student is known: their statistics round otherwise on other machines. Null
    /// where none were.
    /// </summary>
    public OnnxModel? Renormalized { get; init; }

    /// <summary>Of a regression: what makes values, in the data's units, of standardized ones; null for classes and labels.</summary>
    public AffineStep? Units { get; init; }

    /// <summary>Columns of a table, where the network has an input for each; empty where it has one for all.</summary>
    public IReadOnlyList<InputColumn> Columns { get; init; } = [];

    /// <summary>Place of the student, for problems.</summary>
    public string Where { get; init; } = "student";
}
