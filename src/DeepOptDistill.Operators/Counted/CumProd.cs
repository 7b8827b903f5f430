using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Products of all numbers up to each.</summary>
[Kind("CumProd", "products of all numbers up to each")]
public sealed record CumProd : CountedOperator;
