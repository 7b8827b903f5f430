namespace DeepOptDistill.Students.Imported;

/// <summary>What a file answers with.</summary>
public enum AnswerKind
{
    /// <summary>Logits, logarithms of probabilities, or values.</summary>
    Numbers,

    /// <summary>Probabilities that sum to 1.</summary>
    Distribution,

    /// <summary>Probabilities, each by itself.</summary>
    Shares,
}
