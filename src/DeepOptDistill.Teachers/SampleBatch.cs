namespace DeepOptDistill.Teachers;

/// <summary>How many samples a run of a model answers.</summary>
internal static class SampleBatch
{
    /// <summary>
    /// The first dimension of the first input where the answer has one row for each; the second where it has one row for each of that and
    /// the first is time; else 1: an image without a batch, one sequence with time first.
    /// </summary>
    /// <param name="inputs">Shapes of the inputs.</param>
    /// <param name="outputs">Shapes of the outputs; null for one that is no tensor.</param>
    public static long Of(IEnumerable<long[]> inputs, IEnumerable<long[]?> outputs)
    {
        if (inputs.FirstOrDefault() is not { Length: > 1 } input)
            return 1;
        List<long[]> answers = [.. outputs.OfType<long[]>().Where(shape => shape.Length > 0)];
        if (answers.Count == 0)
            return Math.Max(1, input[0]);
        var rows = (answers.Find(shape => shape.Length <= 2) ?? answers[0])[0];
        return rows > 0 && (rows == input[0] || (input.Length == 3 && rows == input[1])) ? rows : 1;
    }
}
