namespace DeepOptDistill.Training.Optimizers;

/// <summary>Where weight decay enters a step.</summary>
public enum DecayForm
{
    /// <summary>L2: λ·θ is added to the gradient, and passes through whatever the optimizer does with a gradient.</summary>
    Coupled,

    /// <summary>θ ← θ − η·λ·θ before the step, which sees the plain gradient (Loshchilov and Hutter 2019, arXiv 1711.05101).</summary>
    Decoupled,
}
