namespace DeepOptDistill.Training.Loop;

/// <summary>
/// A look at the validation split every so many steps, for curves that are finer than epochs. It sees values and changes nothing.
/// </summary>
/// <param name="EverySteps">Steps between two looks.</param>
/// <param name="Seen">Receives each.</param>
public sealed record Probe(int EverySteps, Action<ProbePoint> Seen);

/// <summary>What a probe saw.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="Seconds">Time spent in steps so far; looking is not counted.</param>
/// <param name="TrainLoss">Mean objective of the steps since the last look.</param>
/// <param name="Loss">Cross-entropy on the validation split.</param>
/// <param name="Accuracy">Accuracy on the validation split.</param>
public sealed record ProbePoint(long Step, double Seconds, double TrainLoss, double Loss, double Accuracy);
