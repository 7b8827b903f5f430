using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Largest numbers back at their places.</summary>
[Kind("MaxUnpool", "largest numbers back at their places")]
public sealed record MaxUnpool : CountedOperator;
