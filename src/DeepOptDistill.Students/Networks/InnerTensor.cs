namespace DeepOptDistill.Students.Networks;

/// <summary>A tensor inside a layer, which a hint may guide as it guides what leaves one.</summary>
/// <param name="Name">The name by which hints know it: <c>residual1.conv2</c>, or its alias in a network of a file.</param>
/// <param name="Tensor">Its name in the layer's graph.</param>
/// <param name="Shape">Shape of one sample.</param>
public sealed record InnerTensor(string Name, string Tensor, Shape Shape);
