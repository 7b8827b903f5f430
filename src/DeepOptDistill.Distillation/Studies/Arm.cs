using DeepOptDistill.Core;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>One way of training in a study.</summary>
/// <param name="Name">Its name, as tables and charts show it.</param>
/// <param name="Student">The network.</param>
/// <param name="Stage">How it learns.</param>
/// <param name="Batch">Images in a batch.</param>
/// <param name="ProbeEvery">Steps between two looks at the validation split.</param>
/// <param name="Seeds">Seeds it is trained with.</param>
internal sealed record Arm(string Name, StudentSpec Student, Stage Stage, int Batch, int ProbeEvery, IReadOnlyList<long> Seeds)
{
    /// <summary>Numbers taken from the trained network.</summary>
    public Func<Network, IReadOnlyDictionary<string, double>> Measure { get; init; } = _ => new Dictionary<string, double>();

    /// <summary>Hash of everything that determines a trial's result.</summary>
    public string Identity(long seed, string data) => ContentHash.Of(["deepopt.trial/1", SpecWriter.WriteEverything(Student), SpecWriter.WriteEverything(Stage), $"{Batch}/{ProbeEvery}/{seed}", data]);
}
