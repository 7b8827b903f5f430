namespace DeepOptDistill.Core.Runs;

/// <summary>A share measured on a test set.</summary>
/// <param name="Value">The mean over seeds.</param>
/// <param name="Low">Lower end of the 95 % interval over the test set.</param>
/// <param name="High">Upper end.</param>
/// <param name="Deviation">Standard deviation over seeds (n − 1); null for one seed.</param>
public readonly record struct Estimate(double Value, double Low, double High, double? Deviation);
