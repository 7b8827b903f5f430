namespace DeepOptDistill.Students.Graphs;

/// <summary>Numbers of a layer that training changes.</summary>
/// <param name="Tensor">Name of the stored tensor that nodes read.</param>
/// <param name="Name">Name in the network's state, below the layer's own: <c>weight</c>, <c>body.conv1.weight</c>.</param>
/// <param name="Shape">Shape in which nodes read them.</param>
/// <param name="First">What they begin as, row-major.</param>
internal sealed record LayerNumber(string Tensor, string Name, long[] Shape, float[] First)
{
    /// <summary>Shape in the network's state, where it is another.</summary>
    public long[] Kept { get; init; } = Shape;

    /// <summary>Whether they are running statistics, which no gradient moves.</summary>
    public bool IsStatistic { get; init; }
}
