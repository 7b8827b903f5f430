namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Where the student's hints come from while it learns; both give the same student within float16 rounding.</summary>
public enum FeatureMode
{
    /// <summary>
    /// Cached where the features are read more than once, fit the store's limit and half of the free disk; live otherwise.
    /// </summary>
    Auto,

    /// <summary>The part of the teacher below the tap answers beside the training, a few batches ahead.</summary>
    Live,

    /// <summary>Stored before training as float16, read from there.</summary>
    Cached,
}
