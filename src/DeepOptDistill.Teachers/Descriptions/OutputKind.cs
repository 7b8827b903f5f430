namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>What a network's answers are.</summary>
public enum OutputKind
{
    /// <summary>Real numbers of which the softmax is the distribution.</summary>
    Logits,

    /// <summary>The distribution itself: each row is in [0, 1] and sums to 1.</summary>
    Probabilities,

    /// <summary>Natural logarithms of the distribution.</summary>
    LogProbabilities,

    /// <summary>One probability p a class or label, each by itself; its logit is log(p / (1 − p)).</summary>
    Sigmoid,

    /// <summary>The values of a regression, in their units.</summary>
    Values,
}
