namespace DeepOptDistill.Students.Norms;

/// <summary>Which statistics a trained batch norm has.</summary>
public enum NormStatistics
{
    /// <summary>Means that run along with training.</summary>
    Running,

    /// <summary>Means over the training batches, taken with the final weights (Ioffe and Szegedy 2015, algorithm 2).</summary>
    Population,
}
