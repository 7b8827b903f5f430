namespace DeepOptDistill.Students.Imported;

/// <summary>How logits come from the tensor from which a network of a file learns.</summary>
internal enum AnswerMeaning
{
    /// <summary>They are that tensor.</summary>
    Itself,

    /// <summary>The logarithm of its softmax, as the file answers with the softmax.</summary>
    LogSoftmax,

    /// <summary>The logarithm of the distribution that it is.</summary>
    Log,

    /// <summary>log p − log(1 − p) of the probabilities that it is.</summary>
    Logit,
}
