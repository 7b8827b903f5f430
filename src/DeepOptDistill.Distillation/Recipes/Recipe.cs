using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Finishing;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A run as a value: data, teachers, student and how it learns.</summary>
public sealed record Recipe
{
    /// <summary>The data set and how it is split.</summary>
    public required DatasetSpec Dataset { get; init; }

    /// <summary>The teachers; none for a network trained on hard labels only.</summary>
    public IReadOnlyList<TeacherReference> Teachers { get; init; } = [];

    /// <summary>
    /// Images without labels beside the training images: the student learns from the teachers' answers to them. None where left out.
    /// </summary>
    public UnlabelledSpec? Unlabelled { get; init; }

    /// <summary>Classes that are kept from the student; none where left out.</summary>
    public TransferSpec? Transfer { get; init; }

    /// <summary>How the teachers' answers are kept.</summary>
    public TargetSpec Targets { get; init; } = new();

    /// <summary>How the teachers become one.</summary>
    public EnsembleSpec Ensemble { get; init; } = new();

    /// <summary>
    /// The student: a <c>student.yaml</c> relative to the recipe, the name of a folder in <c>students/</c>, or a network of an ONNX file
    /// that goes on learning, <c>{ onnx: model.onnx }</c>.
    /// </summary>
    public required StudentReference Student { get; init; }

    /// <summary>Seed of views, initial weights, batch order and dropout. The split has a seed of its own, the data set's.</summary>
    [Between(0, long.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>
    /// How many times baseline and student are trained, with seeds seed, seed + 1, …; the split and the teachers' targets stay the same.
    /// </summary>
    [Between(1, 1000)]
    [AlsoCalled("seeds", "num_seeds", "runs")]
    public int Repeats { get; init; } = 1;

    /// <summary>
    /// How many times the student is born: each generation has the network of the one before, another seed, and learns as the stages say
    /// from the one before as its only teacher. The first learns from the teachers, or without them from hard labels as the baseline does;
    /// the last is the student.
    /// </summary>
    [Between(1, 100)]
    public int Generations { get; init; } = 1;

    /// <summary>
    /// Networks of the student that are trained at the same time, with different seeds and on the same batches, and learn from each other
    /// by the stages' <c>mutual</c> terms; teachers may be left out then. The first is the student.
    /// </summary>
    [Between(1, 100)]
    public int Peers { get; init; } = 1;

    /// <summary>Samples in a batch.</summary>
    [Between(1, 65536)]
    [AlsoCalled("batch_size")]
    public int Batch { get; init; } = 128;

    /// <summary>How a view of a training image differs from the image, applied in order.</summary>
    [AlsoCalled("transforms")]
    public IReadOnlyList<Augmentation> Augmentations { get; init; } = [];

    /// <summary>
    /// Views of each image that the teachers answer and that epochs cycle through. More views, better student, longer labelling. 4 where
    /// there are augmentations and nothing is said, as a single view would be the same picture in every epoch.
    /// </summary>
    [Between(1, 10000)]
    public int? Views { get; init; }

    /// <summary>
    /// Views that the baseline learns from: those that its student has, or new ones in every epoch, which it may have as no teacher answers
    /// them.
    /// </summary>
    public BaselineViews BaselineViews { get; init; }

    /// <summary>Where hints come from while the student learns: stored before, or from the teacher beside it.</summary>
    public FeatureMode Features { get; init; }

    /// <summary>Whether a baseline is trained: the same network, views, schedule and seed with hard labels only.</summary>
    public bool Baseline { get; init; } = true;

    /// <summary>What is done, in order.</summary>
    [MinLength(1)]
    [AlsoCalled("training", "phases")]
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>
    /// What is done with the trained networks, in order, each step behind a gate; the files between are kept in <c>finish/</c>.
    /// </summary>
    public IReadOnlyList<Finisher> Finish { get; init; } = [];

    /// <summary>The recipe with its older key for corrected biases as the finisher that it is.</summary>
    internal Recipe WithCorrection() =>
        Transfer is not { CorrectBias: true } || Finish.OfType<CorrectBias>().Any()
            ? this
            : this with
            {
                Finish = [new CorrectBias(), .. Finish],
            };
}

/// <summary>Views that a baseline learns from.</summary>
public enum BaselineViews
{
    /// <summary>Those of its student: the two differ in nothing but what they are told.</summary>
    Same,

    /// <summary>New ones in every epoch: the best that training without teachers can do with the same augmentations.</summary>
    Fresh,
}

/// <summary>A teacher by name or by place; one of the two.</summary>
public sealed record TeacherReference
{
    /// <summary>Name of a folder in <c>teachers/</c>, else of a finished run.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// A folder with a <c>teacher.yaml</c>, or that file, or an ONNX file; relative to the recipe. What stands beside an ONNX file
    /// describes it: a <c>.yaml</c> of its name, or the folder's <c>teacher.yaml</c>. Without one it takes pixel / 255 and gives what its
    /// graph ends in.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>How it wants its samples, in place of what its description says.</summary>
    public TeacherInput? Input { get; init; }

    /// <summary>What its answers are, in place of what its description says.</summary>
    public TeacherOutput? Output { get; init; }
}

/// <summary>How the teachers become one.</summary>
public sealed record EnsembleSpec
{
    /// <summary>The rule; the mean of probabilities is the arithmetic mean of Hinton et al.</summary>
    public MixingRule Mix { get; init; } = new MeanProbabilities();

    /// <summary>
    /// Whether each teacher's logits are divided by a temperature of its own, fitted on the validation split, before they are mixed.
    /// </summary>
    public bool Calibrate { get; init; }

    /// <summary>
    /// Temperatures in the teachers' order that their logits are divided by before they are mixed; empty for 1, and with
    /// <see cref="Calibrate"/>.
    /// </summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [];

    /// <summary>Whether something is learned from the teachers' answers to the validation split.</summary>
    internal bool IsFitted => Calibrate || Mix.IsFitted;
}
