namespace DeepOptDistill.Core.Problems;

/// <summary>
/// Something wrong with an input, in four parts: where it is, what was found, what was expected, and what to do about it.
/// </summary>
/// <param name="Where">File with line and column, or path of the value: <c>kd.yaml:4:5</c>, <c>stages[0].loss[1]</c>, <c>teacher
/// a.onnx</c>.</param>
/// <param name="Found">What is there, with its value.</param>
/// <param name="Expected">What should be there, with its range.</param>
/// <param name="Remedy">The next step, as a sentence; may be empty.</param>
public sealed record Problem(string Where, string Found, string Expected, string Remedy = "")
{
    /// <summary>The one line a person reads; what a terminal would obey is shown instead.</summary>
    public override string ToString() =>
        VisibleText.Of($"{Where}: found {Found}; expected {Expected}.{(Remedy.Length == 0 ? "" : " " + Remedy)}");
}
