using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;

namespace DeepOptDistill.Students.Norms;

/// <summary>
/// A block that normalizes and keeps the shape. Contract: train and eval agree on frozen statistics · exported = eval · folded = unfolded.
/// </summary>
[Family("norms")]
public abstract record Norm : Block;
