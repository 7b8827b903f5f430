namespace DeepOptDistill.Data.Drawing;

/// <summary>Which samples an epoch visits.</summary>
public enum Sampling
{
    /// <summary>Each once, in a new order.</summary>
    Shuffled,

    /// <summary>As many of each class as of every other: those of rare classes several times, those of frequent ones in turns.</summary>
    Balanced,
}
