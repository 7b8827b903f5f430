using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>What can be wrong with a teacher that runs.</summary>
public enum Fault
{
    /// <summary>Answers are something else than their declared kind: probabilities taken for logits.</summary>
    WrongKind,

    /// <summary>Answers are right under another order of the classes.</summary>
    PermutedClasses,

    /// <summary>Answers are right under another normalization of the images.</summary>
    WrongNormalization,

    /// <summary>Answers are right under another order of an image's numbers.</summary>
    WrongLayout,

    /// <summary>Values are right in another unit.</summary>
    WrongUnits,

    /// <summary>The same sample is answered differently when it is asked again.</summary>
    NotRepeatable,

    /// <summary>A sample's answer depends on the samples that are asked beside it.</summary>
    DependsOnBatch,

    /// <summary>Some answers are NaN or infinite.</summary>
    NotFinite,

    /// <summary>Every image gets the same answer.</summary>
    ConstantAnswers,

    /// <summary>Answers are hardly better than the most frequent class, whatever is tried.</summary>
    NearChance,
}
