namespace DeepOptDistill.Students.Networks;

/// <summary>A module whose training pass is one function of ours, and can be made of libtorch's own instead.</summary>
internal interface IFused
{
    /// <summary>
    /// Whether the training pass is made of libtorch's own functions, which can be differentiated twice; the fused one cannot.
    /// </summary>
    bool Separate { get; set; }
}
