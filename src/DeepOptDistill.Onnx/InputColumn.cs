namespace DeepOptDistill.Onnx;

/// <summary>A column of a table, for a model that takes one input a column.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Words">Its words, by the numbers that rows hold; empty for a column of numbers.</param>
/// <param name="IsCoded">Whether the model numbers the words itself and takes these numbers.</param>
public sealed record InputColumn(string Name, IReadOnlyList<string> Words, bool IsCoded = false);
