using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>Samples without labels that an arm has beside the labelled ones.</summary>
/// <param name="Name">What they are, in full: part of a trial's identity.</param>
/// <param name="Rows">How many they are for a set.</param>
/// <param name="Extend">A set with them behind its own.</param>
internal sealed record Extension(string Name, Func<SampleSet, int> Rows, Func<SampleSet, Seed, SampleSet> Extend);
