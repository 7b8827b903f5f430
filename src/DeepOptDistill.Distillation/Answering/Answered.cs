namespace DeepOptDistill.Distillation.Answering;

/// <summary>How many of some samples were answered right.</summary>
/// <param name="Accuracy">The share.</param>
/// <param name="Samples">The samples.</param>
internal readonly record struct Answered(double Accuracy, int Samples);
