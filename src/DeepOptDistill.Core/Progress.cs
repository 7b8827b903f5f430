namespace DeepOptDistill.Core;

/// <summary>How far a piece of long work is. Speed and remaining time are the listener's arithmetic.</summary>
/// <param name="Task">What is being done: <c>label fashion-cnn-a</c>, <c>train student</c>.</param>
/// <param name="Done">Units done, those of an earlier, interrupted run included.</param>
/// <param name="Total">Units in all; fewer than at first where a part of the work ended early.</param>
/// <param name="Unit">What is counted: <c>images</c>, <c>bytes</c>.</param>
/// <param name="Note">The latest figures as a person reads them: <c>epoch 3/20 loss 0.41 validation 89.2 %</c>.</param>
public sealed record Progress(string Task, long Done, long Total, string Unit, string Note = "");
