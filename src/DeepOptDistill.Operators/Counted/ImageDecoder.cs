using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Pixels of an encoded image.</summary>
[Kind("ImageDecoder", "pixels of an encoded image")]
public sealed record ImageDecoder : CountedOperator;
