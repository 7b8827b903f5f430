using System.Collections.Concurrent;
using System.Reflection;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Specs.Nodes;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Studies;

/// <summary>
/// An experiment of a paper, small enough for two cores: arms that differ in one thing, each trained with several seeds, measured on a
/// validation split, and set beside what the paper says. A new one is one file.
/// </summary>
[Family("studies")]
public abstract record Study
{
    /// <summary>Its name.</summary>
    public string Name => Kind.Name;

    /// <summary>What it asks, in a sentence.</summary>
    public string Question => Kind.Summary;

    /// <summary>The data. The short form takes what is built in, so that it runs anywhere.</summary>
    internal abstract DatasetSpec Dataset(bool quick);

    /// <summary>The study's own teachers, one seed each; they are trained first. Arms name them, or bundled teachers.</summary>
    internal virtual IReadOnlyList<Arm> Teachers(StudyFrame frame) => [];

    /// <summary>What is trained.</summary>
    internal abstract IReadOnlyList<Arm> Arms(StudyFrame frame);

    /// <summary>What is trained after that, chosen by what was seen; nothing by default.</summary>
    internal virtual IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials) => [];

    /// <summary>What the trainings say.</summary>
    internal abstract Findings Conclude(StudyFrame frame, Trials trials);

    private KindAttribute Kind => GetType().GetCustomAttribute<KindAttribute>()!;
}

/// <summary>What a study is made in.</summary>
/// <param name="Data">Its data.</param>
/// <param name="Quick">Whether this is the short form.</param>
internal sealed record StudyFrame(Dataset Data, bool Quick)
{
    private readonly ConcurrentDictionary<string, Lazy<FittedInput>> inputs = new();

    /// <summary>What the study's teachers say.</summary>
    public required Lessons Lessons { get; init; }

    /// <summary>The networks that arms keep.</summary>
    public required KeptNetworks Kept { get; init; }

    /// <summary>Where bundled networks are.</summary>
    public required Workplace Workplace { get; init; }

    /// <summary>A bundled student.</summary>
    public StudentSpec Student(string name) => Network("students", name, "student.yaml");

    /// <summary>The network of a bundled teacher that this tool can train.</summary>
    public StudentSpec TeacherNetwork(string name) => Network("teachers", name, "network.yaml");

    private StudentSpec Network(string shelf, string name, string file) =>
        SpecFile
            .Read<StudentSpec>(
                Workplace.Find(shelf, name, file)
                    ?? throw new InputException(
                        new Problem(
                            $"{shelf}/{name}",
                            "no such folder",
                            $"one with {file}",
                            "Run where the program was installed with its folders."
                        )
                    ),
                Kinds.All
            )
            .Value;

    /// <summary>Preprocessing fitted on the training split, once for all arms that share it.</summary>
    public FittedInput Fitted(InputSpec input) =>
        inputs.GetOrAdd(SpecWriter.WriteEverything(input), _ => new Lazy<FittedInput>(() => input.Fit(Data.Train))).Value;

    /// <summary>Seeds of every arm.</summary>
    public IReadOnlyList<long> Seeds => Quick ? [1] : [1, 2, 3];

    /// <summary>Epochs that hold about so many steps.</summary>
    public int Epochs(int steps, int batch) => Math.Max(1, (int)Math.Round(steps / Math.Floor((double)Data.Train.Count / batch)));
}
