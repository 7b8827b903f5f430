namespace DeepOptDistill.Distillation.Answering;

/// <summary>
/// A class that a teacher does not know, and has no opinion of, is NaN in stores and mixtures; one that it thinks impossible is −∞.
/// </summary>
internal static class UnknownClasses
{
    /// <summary>Marks the classes that are not known in rows of logits.</summary>
    /// <param name="logits">Samples × classes.</param>
    /// <param name="knows">Whether each class is known.</param>
    public static void Mark(Span<float> logits, IReadOnlyList<bool> knows)
    {
        for (var k = 0; k < knows.Count; k++)
            if (!knows[k])
                for (var i = k; i < logits.Length; i += knows.Count)
                    logits[i] = float.NaN;
    }
}
